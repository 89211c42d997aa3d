package dev.vitrine.web.hub;

import dev.vitrine.web.socket.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The corpus, each input as it is and in a thousand seeded mutations. */
class CommandCorpusTest {
    static Stream<Path> inputs() throws IOException {
        return Corpus.files(CommandCorpusTest.class, "commands");
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void decode_ofAnything_isCommandsOrARefusal(Path input) throws IOException {
        byte[] bytes = Files.readAllBytes(input);
        CommandFuzzer.fuzzerTestOneInput(bytes);
        for (int seed = 0; seed < 1_000; seed++) {
            CommandFuzzer.fuzzerTestOneInput(Corpus.mutate(bytes, new Random(seed)));
        }
    }
}
