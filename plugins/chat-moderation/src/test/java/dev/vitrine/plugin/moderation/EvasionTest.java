package dev.vitrine.plugin.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.data.Body;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways in which writers hide a word, and the words that must not be taken for it. */
class EvasionTest {
    private static final Settings SETTINGS = Settings.of(Body.empty());

    private final Rules rules = Rules.of(list(
            List.of("blorple", "zibbit", "wisig", "wug fleem", "snark*", "*drax*", "禁語", "😈"),
            List.of("blorple cake", "zibbit & co")));

    static TermList list(List<String> terms, List<String> allow) {
        return TermList.of(Body.of(
                "terms",
                terms.stream()
                        .map(term -> Body.of("term", term, "action", "block"))
                        .toList(),
                "allow",
                allow));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "plain              | buy blorple now           | blorple",
                "upper case         | BLORPLE                   | BLORPLE",
                "punctuation        | hey,blorple!!             | blorple",
                "leet digits        | bl0rpl3                   | bl0rpl3",
                "leet one as l      | b1orp1e                   | b1orp1e",
                "capital i as l     | bIorpIe                   | bIorpIe",
                "leet signs         | z!bb!t                    | z!bb!t",
                "leet signs in a row| w!$!g                    | w!$!g",
                "leet sign, mention | @blorple                  | blorple",
                "Cyrillic           | ЬlоrрlеЬ blоrрlе          | blоrрlе",
                "Greek              | blοrρlε                   | blοrρlε",
                "full width         | ｂｌｏｒｐｌｅ                   | ｂｌｏｒｐｌｅ",
                "mathematical bold  | 𝐛𝐥𝐨𝐫𝐩𝐥𝐞                   | 𝐛𝐥𝐨𝐫𝐩𝐥𝐞",
                "circled            | ⓑⓛⓞⓡⓟⓛⓔ                   | ⓑⓛⓞⓡⓟⓛⓔ",
                "negative squared   | 🅱🅻🅾🆁🅿🅻🅴            | 🅱🅻🅾🆁🅿🅻🅴",
                "regional indicators| 🇧🇱🇴🇷🇵🇱🇪            | 🇧🇱🇴🇷🇵🇱🇪",
                "zero width         | bl\u200Bor\u200Dp\u2060le | bl\u200Bor\u200Dp\u2060le",
                "soft hyphen        | blor\u00ADple             | blor\u00ADple",
                "combining marks    | b\u0336l\u0336o\u0336r\u0336p\u0336l\u0336e |"
                        + " b\u0336l\u0336o\u0336r\u0336p\u0336l\u0336e",
                "accents            | blórplê                   | blórplê",
                "dots               | b.l.o.r.p.l.e             | b.l.o.r.p.l.e",
                "dashes in words    | blo-rple                  | blo-rple",
                "spaces             | b l o r p l e             | b l o r p l e",
                "spaced after an a  | buy a B l 0 r p l e now   | B l 0 r p l e",
                "spaced before an a | b l o r p l e a day       | b l o r p l e",
                "spaced leet        | b 1 0 r p l 3             | b 1 0 r p l 3",
                "underscores        | b_l_o_r_p_l_e             | b_l_o_r_p_l_e",
                "repeats            | blooorrrpleee             | blooorrrpleee",
                "doubled            | bblloorrppllee            | bblloorrppllee",
                "phrase             | my WUG   fleem!           | WUG   fleem",
                "dashed in a comma   | hey,b-l-0-r-p-l-e!        | b-l-0-r-p-l-e",
                "phrase in leet     | wu9 f133m                 | wu9 f133m",
                "open end           | snarkling                 | snark",
                "open on both ends  | hyperdraxation            | drax",
                "no word spaces     | これは禁語です                  | 禁語",
                "picture            | so😈much                  | 😈",
                "beside an allowed  | blorple cake and blorple  | blorple",
            })
    void term_inDisguise_isFoundWithItsSpan(String name, String text, String span) {
        Judgement judgement = judge(text);

        assertThat(judgement.action()).as(name).isEqualTo(Action.BLOCK);
        assertThat(text.substring(judgement.reason().start(), judgement.reason().end()))
                .isEqualTo(span);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "blorplestone",
                "unblorple",
                "blor ple",
                "wug",
                "fleem wug",
                "a blorple cake, please",
                "BL0RPLE   CAKE",
                "Zibbit & Co.",
                "100 of them for 5$!",
                "what? 7:30 — really!!",
                "I a m here",
                "v.1.2.3",
                "dark snar k",
                "語禁",
                "",
                " ",
                "!!!"
            })
    void otherText_passes(String text) {
        assertThat(judge(text).action()).isEqualTo(Action.PASS);
    }

    @Test
    void term_withADoubleLetter_isNotFoundInTheWordWithASingleOne() {
        Rules zibb = Rules.of(list(List.of("zibbo"), List.of()));

        assertThat(judge(zibb, "zibo").action()).isEqualTo(Action.PASS);
        assertThat(judge(zibb, "zibbbbo").action()).isEqualTo(Action.BLOCK);
    }

    @Test
    void term_ofDigits_isNotFoundInLetters() {
        Rules number = Rules.of(list(List.of("100"), List.of()));

        assertThat(judge(number, "ioo loo").action()).isEqualTo(Action.PASS);
        assertThat(judge(number, "only 100 left").action()).isEqualTo(Action.BLOCK);
    }

    @Test
    void terms_theGravestCounts_thenTheLevel() {
        Rules mixed = Rules.of(TermList.of(Body.of(
                "terms",
                List.of(
                        Body.of("term", "wug", "action", "hold", "category", "odd", "level", 4),
                        Body.of("term", "fleem", "action", "block", "category", "bad", "level", 1),
                        Body.of("term", "drax", "action", "block", "category", "bad", "level", 3)))));

        Judgement judgement = judge(mixed, "wug fleem drax");

        assertThat(judgement.reason().rule()).isEqualTo("terms/bad-2");
        assertThat(judgement.reason().level()).isEqualTo(3);
        assertThat(judgement.reason().policyVersion()).isEqualTo(mixed.version(SETTINGS));
    }

    @Test
    void modify_masksEveryMatchAndKeepsTheRest() {
        Rules masking = Rules.of(TermList.of(Body.of("terms", List.of(Body.of("term", "wug", "action", "modify")))));

        assertThat(judge(masking, "a wug, a W.U.G and a wuggle").text()).isEqualTo("a ***, a ***** and a wuggle");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "go to https://shop.example/x?y=1 now | https://shop.example/x?y=1",
                "HTTP://SHOP.EXAMPLE                  | HTTP://SHOP.EXAMPLE",
                "www.wug.zz                           | www.wug.zz",
                "see wug.com.                         | wug.com",
                "wug.com/deal!                        | wug.com/deal!",
                "ｗｕｇ．ｃｏｍ                              | ｗｕｇ．ｃｏｍ",
                "w\u200Bug.c\u200Bom                  | w\u200Bug.c\u200Bom",
                "wug。com                             | wug。com",
                "a.b.c.wug.shop                       | a.b.c.wug.shop",
            })
    void link_ofAViewer_isHeld(String text, String span) {
        Judgement judgement = judge(text);

        assertThat(judgement.action()).isEqualTo(Action.HOLD);
        assertThat(judgement.reason().rule()).isEqualTo("links");
        assertThat(text.substring(judgement.reason().start(), judgement.reason().end()))
                .isEqualTo(span);
        assertThat(rules.judge(text, Readings.of(text), true, SETTINGS, java.util.Optional.empty())
                        .action())
                .isEqualTo(Action.PASS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"e.g. this", "no.really", "3.50", "ok...go", "me@wug.example", "10.30", "commerce.comic", "a: b"
            })
    void sentence_isNotALink(String text) {
        assertThat(judge(text).action()).isEqualTo(Action.PASS);
    }

    @Test
    void glyphs_ofEveryCodePoint_areWithoutMarksAndFoldedOnce() {
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            String fold = Glyphs.fold(codePoint);
            StringBuilder again = new StringBuilder();
            fold.codePoints().forEach(part -> again.append(Glyphs.fold(part)));
            assertThat(again.toString()).as("U+%X folded twice", codePoint).isEqualTo(fold);
        }
    }

    private Judgement judge(String text) {
        return judge(rules, text);
    }

    private static Judgement judge(Rules rules, String text) {
        Judgement judgement = rules.judge(text, Readings.of(text), false, SETTINGS, java.util.Optional.empty());
        assertThat(Optional.of(judgement.reason().start()))
                .hasValueSatisfying(start -> assertThat(start).isBetween(0, text.length()));
        return judgement;
    }
}
