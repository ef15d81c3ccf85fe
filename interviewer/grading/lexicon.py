# ruff: noqa: E501
"""Word lists of the grader: function words, negators, and words that say the same thing in an interview answer.

Hand-written, from how engineers talk. Groups are read once and keyed by stem; an entry with underscores is a phrase.
"""

from __future__ import annotations

FUNCTION_WORDS = frozenset(
    """
    a an the this that these those it its itself he she they them their theirs his her hers him we us our ours you
    your yours i me my mine myself yourself themselves ourselves who whom whose which what when where why how
    and or but nor so yet if then else than because since while although though unless until whether as
    of in on at by for with from to into onto about over under up down out off through between among via per
    within upon toward towards across against along around behind beside besides during
    is are was were be been being am do does did doing done have has had having will would shall should can could
    may might must ought need
    not no never cannot without neither none nothing nobody nowhere hardly
    also just only very really quite rather too even still already almost actually basically simply
    there here now again all any both each every few many more most much other others another some such same own
    s t d ll m re ve o y ain don doesn didn isn aren wasn weren won wouldn shouldn couldn hasn haven hadn can't
    um uh er erm hmm well okay ok like yeah yes so-called etc e.g i.e eg ie
    """.split()
)

# Content words too common in explanations to tell one idea from another; they count, but little.
LIGHT_WORDS = frozenset(
    """
    use used using uses way ways thing things something anything everything make makes made making get gets got
    getting give gives given take takes taken put go goes going come comes say says said see seen know want
    mean means meaning call called calls example case cases different kind type sort lot bit part parts able
    one two first second time times work works working good bad better best big small new old need needs
    would could let lets help helps helpful basic basically usually often always sometimes general generally
    certain various particular specific main allow allows allowed provide provides include includes contain
    happen happens think thought look looks keep keeps have person people someone anyone question answer
    explain describe difference main advantage disadvantage purpose reason
    """.split()
)

NEGATORS = frozenset(
    """
    not no never cannot without neither nor none nothing nobody hardly barely isn't aren't wasn't weren't don't
    doesn't didn't won't wouldn't shouldn't couldn't can't hasn't haven't hadn't mustn't ain't isnt arent dont
    doesnt didnt wont wouldnt shouldnt couldnt cant hasnt havent
    """.split()
)

# Words that carry a "no" inside them: "it fails to close" denies "it closes" as much as a "not" does.
INNER_NEGATORS = frozenset(
    "avoid avoids avoiding avoided prevent prevents preventing prevented fail fails failed lack lacks lacking "
    "stop stops stopped forbid forbids impossible unable instead rather false wrong incorrect untrue myth".split()
)

SYNONYMS = """
quick fast rapid speedy swift
slow sluggish
big large huge massive
small tiny little compact
start begin commence initiate kick_off
end finish stop terminate conclude halt
end last tail final back
front head first beginning top start
create make build construct generate produce instantiate allocate
new fresh
delete remove drop erase discard pop dequeue eliminate
add insert append push enqueue attach
find search locate look_up lookup seek retrieve
get fetch obtain retrieve acquire return
change modify alter mutate update edit
fix repair solve resolve correct
error bug fault defect mistake failure issue problem
test check verify validate
test testing tested debug debugging
keep store hold save retain remember preserve
copy duplicate replicate clone
replace substitute swap exchange switch
split divide partition break_up separate halves
join merge combine concatenate unite
order sort arrange rank sequence ordered sorted
repeat iterate loop iteration iterative loops repeatedly cycle walk_through
recursive recursion recursively calls_itself call_itself
function method procedure routine subroutine operation
member attribute field property
parameter argument input param arg operand
variable value content contents data
element item entry member node object
list sequence collection
array vector
link linked pointer reference point points address
pointer address reference
memory ram heap space storage
space room
constant fixed fix static unchanging const predetermined preset predefined
dynamic dynamically runtime run_time flexible resize resizable resizeable adjustable expandable growable grow variable_size
immutable read-only unchangeable frozen cannot_change
mutable changeable modifiable
public accessible visible
private hidden encapsulated inaccessible restricted
hide conceal encapsulate abstract
class type blueprint template
instance object
inherit inheritance derive derived subclass child extends
parent superclass base
interface contract api
user client customer consumer
server backend
once one_time single_time 1_time
one single sole
unique distinct
same identical equal equivalent alike
different distinct differ vary
many several multiple numerous various
unlimited infinite infinitely indefinite endless no_limit not_limited unbounded any_number as_many limitless
half middle midpoint centre center
minimum smallest least lowest min
maximum largest greatest highest biggest max
increase grow rise raise more
decrease reduce shrink lower less fewer drop
cheap inexpensive low_cost
expensive costly
easy simple straightforward trivial
hard difficult complex complicated tricky
important crucial key essential vital
size length number_of count capacity
amount quantity count number
null none empty nothing nil
previous prior earlier before preceding
next following subsequent after then successor
left lesser smaller
right greater larger
leaf leaves
root top
fifo first_in_first_out
lifo last_in_first_out
stack lifo
queue fifo
key identifier id
index position offset location subscript
position place location spot
place put insert
compare comparison contrast
execute run perform carry_out evaluate
evaluate compute calculate
compile compilation compiler
declare declaration define definition prototype signature
behaviour behavior functionality
simulate imitate mimic emulate model
describe specify define provide supply state
design plan
requirement specification need
phase stage step
maintain maintenance upkeep support
refine improve enhance refinement improvement better
reuse reusable reusability use_again
share shared common
lock mutex semaphore
concurrent concurrency parallel simultaneous at_the_same_time together
thread worker
process program
async asynchronous non-blocking nonblocking
sync synchronous blocking
wait block pause suspend
resume continue carry_on pick_up
crash die fail go_down break
retry try_again
guarantee ensure make_sure assure
allow permit let enable
prevent avoid stop block forbid
cause lead_to result_in trigger
depend rely
measure metric monitor track
log record write_down
read load
write save persist
send transmit deliver emit publish
receive get consume
request call query
response reply answer
cache memoize memoise
lazy lazily on_demand as_needed when_needed deferred
eager eagerly upfront up_front immediately
leave_out omit skip left_out
cleanup clean_up release free close
deallocate free release
throw raise exception
catch handle except
secure safe protected
attack threat exploit
password credential secret
encrypt encryption cipher
permission authorization authorisation access
login authenticate authentication sign_in
transaction atomic all_or_nothing
consistent consistency
duplicate repeated redundancy redundant
table relation
row record tuple
column field
deploy release ship roll_out rollout
rollback roll_back revert undo
branch fork
conflict clash
review feedback
automatic automatically automate
manual by_hand manually hand-written
team colleagues coworkers group teammates
boss manager lead
customer stakeholder client
deadline due_date
goal aim objective target purpose
choose pick select decide
discuss talk conversation spoke
agree agreement consensus align
disagree disagreement conflict argue objected
learn lesson realise realize taught
result outcome effect consequence
reason why cause because
benefit advantage pro upside
drawback disadvantage con downside cost
tradeoff trade-off compromise
explain clarify
understand grasp comprehend
mix blend
heat warm hot temperature
cold cool
circuit path loop
gap open break
closed complete
damaged burned broken burnt
connect attach link join contact
separate disconnect apart
contain include hold have comprise consist
scope visibility
local inside within
global everywhere anywhere
outside external
text string characters
number digit integer numeric
letter character char
boolean true_or_false
percent percentage
average mean
network connection
page screen
browser client
latency delay
throughput rate
scale scalable scaling grow
feature capability
bottleneck hotspot
traverse walk visit go_through step_through
pass hand give handed
own belongs
height depth level levels layer
location address place spot cell
destination target
physical actual real
direct directly random_access immediately
subarray subset sublist part portion half piece chunk
execution run execute process
terminate end exit stop
base_case stopping_condition termination_condition
closest nearest best_match matching
particular certain specific given
run_time running_time execution_time time_taken
traverse iterate step walk
flow order control
value number
behave act
condition test check
happen occur take_place
proof evidence
tidy clean
assume expect suppose
hash hashing
""".strip().splitlines()

# Pairs that turn a statement round. Each is read both ways.
ANTONYMS = """
increase decrease
grow shrink
more less
faster slower
fast slow
quick slow
high low
higher lower
large small
larger smaller
greater smaller
maximum minimum
largest smallest
always never
all none
before after
first last
mutable immutable
ordered unordered
public private
static dynamic
stateful stateless
synchronous asynchronous
lazy eager
safe unsafe
possible impossible
true false
once every
once each
once always
once never
same different
open closed
connected disconnected
connected separated
complete incomplete
top bottom
front back
ascending descending
inside outside
hot cold
hotter colder
warmer colder
heavier lighter
longer shorter
encrypt decrypt
allowed forbidden
valid invalid
optional required
read write
push pop
compile runtime
strong weak
unique duplicate
""".strip().splitlines()

# First languages of candidates answering in their own tongue: a handful of function words tells them apart.
# None of them is an English word that a sentence needs ("die", "de" and "en" apart: they are too common to do without).
FOREIGN_FUNCTION_WORDS = {
    "es": frozenset(
        """el la los las de que y en un una es por para con se del lo como pero más porque está son yo mi muy cuando hay
        todo este esta sobre hasta también nos sin ya había tenía fue primero luego donde hace hacer puede""".split()
    ),
    "fr": frozenset(
        """le la les des de et est un une que qui dans pour pas sur avec ce il je nous vous plus sont j'ai ai mais si ou
        aux cette ces mon ma notre tout fait donc quand comme d'abord puis c'est était où avant très faire peut""".split()
    ),
    "de": frozenset(
        """der die das und ist nicht ein eine einen mit von zu den dem auf für wird man sich dass oder sind auch ich wir
        habe haben hat würde dann wo bei aus nach wenn weil wie kann noch aber im durch vor bevor es zuerst mein mich
        mir uns zum zur werden nur bis""".split()
    ),
    "it": frozenset(
        """il lo la gli le di che e un una per con non sono come più della nel del questo anche ho ma si mi quando perché
        molto poi prima dove ci alla dal abbiamo essere i ed cosa mio nella dei delle fare può""".split()
    ),
    "pt": frozenset(
        """o os as de que e em um uma para com não por mais como mas foi são está isso você eu se quando muito também ao na
        da já meu minha porque depois ser dos das primeiro onde fazer pode era""".split()
    ),
    "pl": frozenset(
        """w na z do się nie jest to że i jak dla oraz po co ale przez są od żeby tak ten był już tym mnie który kiedy przed
        potem najpierw bo gdy może by""".split()
    ),
    "nl": frozenset(
        """de het een en van in is dat op te voor met niet zijn die aan ook maar als er ik wij dan om bij uit naar omdat
        wordt heb hebben kan wat nog dit deze door zou eerst waar mijn worden had""".split()
    ),
}

# Letters of other alphabets that look like Latin ones, folded only inside words that mix alphabets or look Latin.
LOOKALIKES = str.maketrans(
    "аеорсухіјѕԁһԛԝвмтнкАВЕКМНОРСТХІЈЅαορνικτυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijsdhqwbmthkABEKMHOPCTXIJSaopviktuABEZHIKMNOPTYX",
)
