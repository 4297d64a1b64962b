"""Word lists for finding names in English and Welsh texts. All are in lower case and without accents."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Before a name, with a capital letter. The second list even without one.
TITLES = _set(
    "mr mrs ms miss mx dr doctor prof professor rev reverend sir lady lord cllr councillor pc wpc pcso dc ds di"
    " dci dcs sgt sergeant insp inspector constable officer detective superintendent supt chief lieutenant captain"
    " nurse father sister uncle aunt auntie nan nana grandad imam rabbi rhingyll arolygydd cwnstabl swyddog cyng"
    " cynghorydd parch ditectif modryb ewythr"
)
LOWER_TITLES = _set("mr mrs ms mx dr pc wpc pcso dc ds dci sgt insp cllr")
# Directly before a name.
BEFORE_A_NAME = (
    "called", "named", "my name is", "name is", "name was", "this is", "neighbour", "my son", "my daughter",
    "my husband", "my wife", "my partner", "my brother", "my sister", "my friend", "my mate", "my ex", "ex partner",
    "his mum", "her mum", "my mum", "my dad", "my uncle", "my aunt", "o'r enw", "o enw", "enw i yw", "yw fy enw",
    "fy mab", "fy merch", "fy ngwr", "fy ngwraig", "fy mhartner", "fy mrawd", "fy chwaer", "fy ffrind", "fy nghymydog",
    "cymydog", "spoke to", "speak to", "spoke with", "ask for", "asked for", "thank", "thanks to",
)  # fmt: skip
JOINING = _set("ap ab ferch de da van von der den bin ibn al el la le mc mac o")
# What people do, after a name that is also a word: "Will came", but not "Will you come".
PERSON_VERBS = _set(
    "came was is has had said told rang called phoned listened kept did helped gave took made went got answered"
    " lives lived works knew knows saw spoke asked explained visited turned wrote promised and from on at in"
    " threatened"
)
# Capitalised within a sentence without being the name of a person or a place.
NOT_A_NAME = _set(
    "i im id ill ive monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri"
    " sat sun january february march april may june july august september october november december jan feb mar"
    " apr aug sept sep oct nov dec christmas easter ramadan eid diwali halloween police english welsh british"
    " polish england wales britain scotland uk facebook instagram snapchat whatsapp tiktok twitter google youtube"
    " ring amazon zoom teams victim victims support crimestoppers ok okay tv cctv asap sos god internet covid nhs"
    " pc pcso dc ds di mr mrs ms miss dr sgt insp officer inspector sergeant constable detective llun mawrth"
    " mercher iau gwener sadwrn sul dydd nos ionawr chwefror fawrth ebrill mai mehefin gorffennaf awst medi hydref"
    " tachwedd rhagfyr nadolig saesneg cymraeg gymraeg chymraeg cymru gymru nghymru lloegr heddlu rhingyll"
    " arolygydd swyddog cwnstabl"
)
# Names that are ordinary words as well: without a capital they are not suggested.
NAMES_AND_WORDS = _set(
    "will mark may grace rose hope faith joy art bill rob pat jack frank dawn heather ivy holly lily daisy amber"
    " ruby summer autumn april june august sunny angel sky star melody miles grant chase drew guy ray sue gene"
    " dean earl duke king prince princess major justice heaven baby bear blue river man christian pearl olive iris"
    " violet poppy jasmine rosemary carol merry dale glen cliff lance nick max victor victoria charity chance"
    " crystal sandy penny nick tony josh bob don van lee reed brook dusty rusty rich buddy sonny junior robin"
    " martin gay bliss opal coral fern hazel clay heath ash rowan laurel myrtle ginger honey candy cherry brandy"
    " sherry tiffany paris india georgia florence chelsea brooklyn jordan israel kent troy ford forest hunter"
    " mason cooper taylor carter parker turner baker tyler harper archer skip chuck wade pierce curt ernest noble"
    " royal story true reign dream love young brown green white black gray grey long short best good day week"
    " price law street lane hill wood field stone banks bridge moor marsh case court bell page read cook potter"
    " smith bishop pope knight abbot burns waters rivers winters frost snow storm cross moody strong sharp savage"
    " wise bright sweet small little large power powers speed walker ryder rider porter butler gardener fisher"
    " shepherd weaver park parks heard said more tell ask call sound said even ever can an the ali"
)
# Frequent words: never a name at the start of a sentence or after a title.
WORDS = _set(
    "a about above absolutely across actually after again against ago all almost alone along already also"
    " although always am an and another any anyone anything apart are aren't around as ask asked at away back bad"
    " be became because been before behind being below best better between both brilliant but by call called came"
    " can cannot can't car cause certain children come coming could couldn't crime day days definitely did didn't"
    " different do does doesn't doing done don't door down due during each early eight either else enough even"
    " eventually ever every everyone everything excellent explain explained fair far fast feel felt few finally"
    " find fine first five for four friendly from front full further gave general get getting give given go going"
    " gone good got great had half happened happy hard has have haven't having he hello help helped helpful her"
    " here hers him his hopefully house how however i if in instead into is isn't it its it's itself just keep"
    " kept kind know knew lack last late later leave left less let like listen listened little long look lots love"
    " made make many maybe me mine more most much must my myself need needs never next nice nine no nobody none"
    " nor not nothing now obviously of off officer officers often on once one only onto open or other others our"
    " out over overall own people perhaps phone please poor positive possibly probably prompt put quick quicker"
    " quickly quite rang rather really reassuring recently regular respect response ring rubbish said same"
    " satisfied say see seemed seven several she should shouldn't since six slow so some somebody someone"
    " something sometimes soon speak spoke staff still stop straight such support sure take taken talk tell ten"
    " thank thanks that that's the their them then there these they they're thing this those though three through"
    " thought time to today together told too took total totally treat treated tried try turn two under"
    " unfortunately until up update us use used useful usually very wait waited waiting want wanted was wasn't we"
    " well went were weren't what when where which while who whole whose why will with within without won't work"
    " worked worse would wouldn't wrong year years yes yet you young your satnav video email landline stolen"
    " number crime incident log registration reg date a ac ag am ar at beth bod bu byddai byddwn byth cael cafodd"
    " cefais cod daeth daethon dal dim do doedd does dw dyma dyna dyw dywedodd dyddiad e ei eich eisiau ein er fe"
    " fel felly fy fyddai ffoniwch ffoniodd gan gofynnodd gwelodd gyda hefyd heb hi hwn hon i iawn llawer lle mae"
    " maen maent mi mwy mynd na nad neb nes ni nid nhw nawr o oedd ond os pan pam pawb peidiwch pob pwy roedd"
    " roeddwn roeddent rhaid rhai rhif rhoddodd rhywun siaradais siaradodd sut sy sydd torrwyd tra tua wedi wedyn"
    " weithiau wnaeth y yma yn yna yr yw ydy cyfeirnod anfonwch digwyddodd ddim ymateb swyddogion heddlu"
)
