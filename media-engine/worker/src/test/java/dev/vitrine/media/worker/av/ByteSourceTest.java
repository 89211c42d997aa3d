package dev.vitrine.media.worker.av;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ByteSourceTest {
    @TempDir
    Path directory;

    @Test
    void read_overSeveralPieces_givesThemInOrder() throws Exception {
        Path file = Files.write(directory.resolve("a"), new byte[] {10, 11, 12, 13, 14});
        try (ByteSource source = new ByteSource()) {
            source.add(new byte[] {1, 2}).add(new byte[0]).add(file, 1, 3).add(file, 0, 0);
            source.add(file, 4, 1);

            assertThat(source.length()).isEqualTo(6);
            assertThat(all(source)).containsExactly(1, 2, 11, 12, 13, 14);
            byte[] chunk = new byte[4];
            assertThat(source.read(3, chunk, 4)).isEqualTo(2);
            assertThat(chunk).startsWith(12, 13);
            assertThat(source.read(6, chunk, 4)).isEqualTo(-1);
            assertThat(source.read(-1, chunk, 4)).isEqualTo(-1);
        }
    }

    @Test
    void add_ofARangeThatTheFileLacks_isRefused() throws Exception {
        Path file = Files.write(directory.resolve("short.m4s"), new byte[5]);
        try (ByteSource source = new ByteSource()) {
            assertThatThrownBy(() -> source.add(file, 3, 3))
                    .isInstanceOf(AvException.class)
                    .hasMessageContaining("short.m4s");
            assertThatThrownBy(() -> source.add(file, 1, Long.MAX_VALUE)).isInstanceOf(AvException.class);
            assertThatThrownBy(() -> source.add(file, -1, 2)).isInstanceOf(AvException.class);
        }
    }

    private static byte[] all(ByteSource source) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] chunk = new byte[16];
        long at = 0;
        for (int count = source.read(at, chunk, 16); count > 0; count = source.read(at, chunk, 16)) {
            out.write(chunk, 0, count);
            at += count;
        }
        return out.toByteArray();
    }
}
