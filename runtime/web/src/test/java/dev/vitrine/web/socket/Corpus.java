package dev.vitrine.web.socket;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;

/** Inputs that were thought of, or that a fuzzer found; they stay. */
public final class Corpus {
    private Corpus() {}

    /** The files of a directory beside a class. */
    public static Stream<Path> files(Class<?> beside, String directory) throws IOException {
        URL url = beside.getResource(directory);
        if (url == null) {
            throw new IOException("There is no corpus \"" + directory + "\" beside " + beside.getName());
        }
        try {
            return Files.list(Path.of(url.toURI())).sorted();
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    /** Returns a few random changes of the bytes: flipped, cut, doubled or inserted. */
    public static byte[] mutate(byte[] bytes, Random random) {
        byte[] changed = bytes.clone();
        for (int change = 0; change <= random.nextInt(4); change++) {
            int at = changed.length == 0 ? 0 : random.nextInt(changed.length);
            switch (random.nextInt(4)) {
                case 0 -> {
                    if (changed.length > 0) {
                        changed[at] ^= (byte) (1 << random.nextInt(8));
                    }
                }
                case 1 -> changed = Arrays.copyOf(changed, at);
                case 2 -> {
                    byte[] longer = Arrays.copyOf(changed, changed.length * 2 - at);
                    System.arraycopy(changed, at, longer, changed.length, changed.length - at);
                    changed = longer;
                }
                default -> {
                    byte[] longer = new byte[changed.length + 1];
                    System.arraycopy(changed, 0, longer, 0, at);
                    longer[at] = (byte) random.nextInt(256);
                    System.arraycopy(changed, at, longer, at + 1, changed.length - at);
                    changed = longer;
                }
            }
        }
        return changed;
    }
}
