"""Which voice speaks which language where none is chosen."""

from __future__ import annotations

import re

# (female, male) of Microsoft's neural voices, by language tag.
EDGE_VOICES = {
    "en": ("en-US-EmmaMultilingualNeural", "en-US-AndrewMultilingualNeural"),
    "en-gb": ("en-GB-SoniaNeural", "en-GB-RyanNeural"),
    "en-au": ("en-AU-NatashaNeural", "en-AU-WilliamNeural"),
    "en-in": ("en-IN-NeerjaNeural", "en-IN-PrabhatNeural"),
    "ar": ("ar-EG-SalmaNeural", "ar-EG-ShakirNeural"),
    "cs": ("cs-CZ-VlastaNeural", "cs-CZ-AntoninNeural"),
    "da": ("da-DK-ChristelNeural", "da-DK-JeppeNeural"),
    "de": ("de-DE-KatjaNeural", "de-DE-ConradNeural"),
    "el": ("el-GR-AthinaNeural", "el-GR-NestorasNeural"),
    "es": ("es-ES-ElviraNeural", "es-ES-AlvaroNeural"),
    "es-mx": ("es-MX-DaliaNeural", "es-MX-JorgeNeural"),
    "fi": ("fi-FI-NooraNeural", "fi-FI-HarriNeural"),
    "fr": ("fr-FR-DeniseNeural", "fr-FR-HenriNeural"),
    "he": ("he-IL-HilaNeural", "he-IL-AvriNeural"),
    "hi": ("hi-IN-SwaraNeural", "hi-IN-MadhurNeural"),
    "hu": ("hu-HU-NoemiNeural", "hu-HU-TamasNeural"),
    "id": ("id-ID-GadisNeural", "id-ID-ArdiNeural"),
    "it": ("it-IT-ElsaNeural", "it-IT-DiegoNeural"),
    "ja": ("ja-JP-NanamiNeural", "ja-JP-KeitaNeural"),
    "ko": ("ko-KR-SunHiNeural", "ko-KR-InJoonNeural"),
    "nl": ("nl-NL-ColetteNeural", "nl-NL-MaartenNeural"),
    "no": ("nb-NO-PernilleNeural", "nb-NO-FinnNeural"),
    "pl": ("pl-PL-ZofiaNeural", "pl-PL-MarekNeural"),
    "pt": ("pt-BR-FranciscaNeural", "pt-BR-AntonioNeural"),
    "pt-pt": ("pt-PT-RaquelNeural", "pt-PT-DuarteNeural"),
    "ro": ("ro-RO-AlinaNeural", "ro-RO-EmilNeural"),
    "ru": ("ru-RU-SvetlanaNeural", "ru-RU-DmitryNeural"),
    "sv": ("sv-SE-SofieNeural", "sv-SE-MattiasNeural"),
    "th": ("th-TH-PremwadeeNeural", "th-TH-NiwatNeural"),
    "tr": ("tr-TR-EmelNeural", "tr-TR-AhmetNeural"),
    "uk": ("uk-UA-PolinaNeural", "uk-UA-OstapNeural"),
    "vi": ("vi-VN-HoaiMyNeural", "vi-VN-NamMinhNeural"),
    "zh": ("zh-CN-XiaoxiaoNeural", "zh-CN-YunxiNeural"),
}
# Where eSpeak NG goes by another name than the language's tag.
ESPEAK_LANGUAGES = {"en": "en-us", "zh": "cmn", "no": "nb", "pt-pt": "pt", "pt": "pt-br", "es-mx": "es-419"}
# Variants of its one voice: (female, male).
ESPEAK_VARIANTS = ("f3", "m3")

_EDGE_NAME = re.compile(r"[a-z]{2,3}-[A-Z]{2,4}(-[A-Za-z]+)?-[A-Za-z]+Neural")
_MALE = {male for _, male in EDGE_VOICES.values()}


def tag(language: str) -> str:
    """``pt_BR`` is ``pt-br``; what isn't a language tag is English."""
    found = language.strip().replace("_", "-").lower()
    return found if re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", found) else "en"


def edge_voice(voice: str, language: str) -> str:
    """Microsoft's name of the voice. A language without one is spoken by a voice that speaks many."""
    if _EDGE_NAME.fullmatch(voice):
        return voice
    wanted = tag(language)
    pair = EDGE_VOICES.get(wanted) or EDGE_VOICES.get(wanted.split("-")[0]) or EDGE_VOICES["en"]
    return pair[1 if is_male(voice) else 0]


def espeak_voices(voice: str, language: str) -> list[str]:
    """eSpeak NG's names to try, the closest first."""
    wanted = tag(language)
    base = wanted.split("-")[0]
    names = [ESPEAK_LANGUAGES.get(wanted, wanted), ESPEAK_LANGUAGES.get(base, base)]
    variant = ESPEAK_VARIANTS[1 if is_male(voice) else 0]
    return [f"{name}+{variant}" for name in dict.fromkeys(names)] + list(dict.fromkeys(names))


def is_male(voice: str) -> bool:
    return voice.strip().lower() == "male" or voice in _MALE
