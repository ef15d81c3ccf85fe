# ruff: noqa: E501
"""Words that belong to one subject: what tells an answer that misses the point from one about something else.

A line is a subject; a word may stand in several. Hand-written. Sharing a subject earns little and never covers a point.
"""

from __future__ import annotations

TOPICS = """
complexity log logn logarithm n big o linear quadratic constant exponential polynomial time step steps comparison operations worst case best average count efficient fast slow algorithm bound scale height
tree node root leaf child children parent height depth level layer binary subtree traversal inorder preorder postorder path branch left right search balanced rotate graph acyclic hierarchy edge
graph vertex node edge path cycle directed weighted shortest traversal connected neighbour breadth depth dijkstra visit component
list linked node next previous head tail pointer forward backward direction traverse doubly singly element insert delete sequential dynamic size chain
array index element size contiguous memory subscript offset fixed bound length random access loop position dimension bracket vector resize dynamic static
stack push pop top lifo peek recursion call frame overflow underflow array list last
queue enqueue dequeue fifo front rear back first line buffer circular priority order
sort sorted merge insertion selection quick bubble heap pivot swap minimum largest smallest compare element array half divide order position recursive partition greater less
recursion recursive base case call itself repeat iteration loop termination infinite stack stop condition smaller subproblem divide conquer solve problem break down
pointer address memory location reference dereference null variable value operator star ampersand allocate free heap leak dangling point
function method call argument parameter return prototype signature name type body definition declaration pass reference copy inline overload header arity void prior closure callback
class object constructor destructor instance member private public protected method data attribute inherit initialize default new instantiate encapsulate template overload field type
inheritance polymorphism subclass parent child override virtual abstract interface base derive composition liskov hierarchy extend implement
variable scope global local static type value declare initialize constant memory name assign block lifetime inside outside function program file
compiler compile link linker runtime interpreter syntax error machine code binary library header preprocessor object build optimise type check bytecode
loop while for do condition iterate iteration repeat control break continue statement block true false execute once counter check
string character char text null terminator concatenate substring encoding unicode utf bytes length parse format regex
testing test unit integration mock stub coverage assert fixture case regression debug bug quality validate suite end flaky edge data random behaviour
lifecycle requirement design analysis specification implementation coding testing maintenance refinement production deployment phase stage step prototype waterfall agile feasible planning elaboration construction transition solution
prototype simulate model final product portion feature user feedback early demo requirement risk
database table row column index query sql join key primary foreign transaction schema normal select insert update delete store record relation constraint view
transaction commit rollback isolation atomic lock consistency durable dirty phantom deadlock serialisable conflict acid write read
index query plan scan selective btree cost optimise filter order composite cardinality
cache expire invalidate stale ttl hit miss evict memory redis key warm stampede fresh
network http request response server client tcp udp port socket packet latency dns ip header status timeout connection handshake tls protocol route
api rest endpoint resource version status json payload client contract verb put post patch get idempotent pagination rate limit
security auth token password hash salt encrypt certificate injection xss csrf vulnerability attack session cookie permission role secret sanitise escape
concurrency thread process lock mutex deadlock race atomic synchronise parallel queue pool async await event loop block wait semaphore shared coroutine goroutine channel
memory heap stack garbage collector reference leak allocate free gc lifetime ownership borrow pointer object retain
distributed replica shard partition consensus leader quorum availability consistency failover node replication eventual message network cap
message queue broker kafka event consumer producer topic offset retry dead letter ack deliver publish subscribe order idempotent
cloud container docker kubernetes pod image deploy cluster scale instance region zone node orchestrate service load balancer serverless
deployment release pipeline ci cd rollback canary blue green feature flag build artifact environment stage automate branch merge
monitor metric log trace alert dashboard latency percentile error rate slo incident outage on-call postmortem observability
version git commit branch merge rebase conflict history pull request review push tag
architecture service module layer dependency coupling cohesion interface boundary monolith microservice pattern domain separation abstraction
frontend html css dom browser render javascript component state event layout style accessibility aria screen reader responsive
react component state prop hook render effect memo virtual dom key context re-render
python list dict generator decorator iterator tuple exception module import gil comprehension class context yield
javascript promise async callback closure prototype event loop hoist this module type node
java jvm class interface generic exception stream collection thread garbage bytecode annotation spring
machine learning model train data feature overfit validation loss gradient label accuracy precision recall regularise bias variance predict classifier neural
statistics mean median variance distribution sample significance test hypothesis p-value confidence regression correlation probability outlier
data pipeline etl batch stream schema warehouse quality missing duplicate transform ingest partition late
hash map key value bucket collision lookup table function set unique dictionary load factor
error exception handle raise catch retry fail log recover finally cleanup timeout fallback
performance profile bottleneck latency throughput cpu memory optimise measure benchmark load slow fast hot
mobile app ios android screen activity view lifecycle battery offline push notification store native gesture
design user research usability wireframe interface interaction flow persona test accessibility contrast hierarchy prototype feedback
project plan deadline scope estimate stakeholder priority risk milestone team deliver delay resource budget sprint backlog
team colleague conflict feedback meeting disagree listen trust help mentor support communicate share agree together
leadership lead delegate motivate decision vision responsibility coach hire goal align
customer client stakeholder need expectation requirement explain value business impact satisfy
circuit battery bulb terminal voltage current path open closed gap switch wire series parallel connected positive negative state light electricity short damaged burn
water evaporate condense solid liquid gas temperature heat boil freeze melt vapor dissolve mixture solution saturated concentration filter particle
energy heat light sound motion force work potential kinetic transfer wave pitch vibrate volume gravity mass weight speed
plant seed soil grow sun root leaf water food animal habitat predator prey species organism survive environment population
rock mineral earth erosion weather sand layer fossil mountain river sediment hardness scratch
body bone muscle joint skeleton blood heart lung move contract cell
experiment variable control measure test result trial compare amount same change hypothesis procedure observe
""".strip().splitlines()
