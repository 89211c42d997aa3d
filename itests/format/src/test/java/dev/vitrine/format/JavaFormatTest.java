package dev.vitrine.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Compares every Java source of the project with what palantir-java-format makes of it; {@code -Dformat.update} writes
 * the formatted sources instead. The formatter knows neither {@code import module} nor a bare {@code _} in a record
 * pattern; {@code var _} does the same.
 */
class JavaFormatTest {

    private static final Set<String> NOT_OURS = Set.of("target", "node_modules", ".git");
    private static final Path ROOT = Path.of(System.getProperty("vitrine.root")).normalize();
    private static final Formatter FORMATTER = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .formatJavadoc(true)
            .build());

    @Test
    void everySourceIsFormatted() throws IOException {
        boolean update = System.getProperty("format.update") != null;
        List<Path> sources = sources();
        assertThat(sources).as("Java sources below %s", ROOT).isNotEmpty();

        List<String> wrong = sources.parallelStream()
                .filter(source -> !isFormatted(source, update))
                .map(source -> ROOT.relativize(source).toString())
                .toList();

        if (!update) {
            assertThat(wrong)
                    .as("not formatted; \"mvn -q -pl :vitrine-format test -Dformat.update\" formats them")
                    .isEmpty();
        }
    }

    private static boolean isFormatted(Path source, boolean update) {
        try {
            String text = Files.readString(source);
            String formatted = FORMATTER.formatSourceAndFixImports(text);
            if (!formatted.equals(text) && update) {
                Files.writeString(source, formatted);
            }
            return formatted.equals(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (FormatterException e) {
            throw new AssertionError("\"%s\" cannot be parsed: %s".formatted(source, e.getMessage()), e);
        }
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return NOT_OURS.contains(directory.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.getFileName().toString().endsWith(".java")) {
                    sources.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return sources;
    }
}
