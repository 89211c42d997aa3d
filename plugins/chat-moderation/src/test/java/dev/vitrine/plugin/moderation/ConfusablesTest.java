package dev.vitrine.plugin.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.text.SpoofChecker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The list of look-alikes in the bundle is the one that ICU has. */
class ConfusablesTest {
    private static final Path LIST = Path.of("src/main/resources/dev/vitrine/plugin/moderation/confusables.txt");
    private static final String HEAD = """
        # Code points that look like ASCII letters or digits, as ICU4J's SpoofChecker has them (Unicode data, licence
        # Unicode-3.0). Written by ConfusablesTest with -Dgolden.update; each line: the letters, then the code points.
        """;

    @Test
    void confusables_areThoseOfIcu() throws Exception {
        String list = HEAD + ofIcu();
        if (Boolean.getBoolean("golden.update") || "".equals(System.getProperty("golden.update"))) {
            Files.createDirectories(LIST.getParent());
            Files.writeString(LIST, list);
        }
        assertThat(LIST)
                .as("run this test with -Dgolden.update after a change of ICU")
                .hasContent(list);
    }

    private static String ofIcu() {
        SpoofChecker icu = new SpoofChecker.Builder().build();
        Map<String, StringBuilder> lines = new TreeMap<>();
        for (int point = 0x80; point <= Character.MAX_CODE_POINT; point++) {
            if (!Character.isLetterOrDigit(point)) {
                continue;
            }
            String plain = Glyphs.foldWithoutConfusables(point);
            if (plain.isBlank() || plain.chars().allMatch(letter -> letter < 0x80)) {
                continue;
            }
            String alike = icu.getSkeleton(Character.toString(point))
                    .toLowerCase(Locale.ROOT)
                    .replace("rn", "m");
            if (alike.matches("[a-z0-9]{1,3}")) {
                lines.computeIfAbsent(alike, each -> new StringBuilder())
                        .append(' ')
                        .append(Integer.toHexString(point));
            }
        }
        StringBuilder list = new StringBuilder();
        lines.forEach((alike, points) -> list.append(alike).append(points).append('\n'));
        return list.toString();
    }
}
