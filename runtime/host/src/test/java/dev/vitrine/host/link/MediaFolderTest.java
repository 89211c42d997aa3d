package dev.vitrine.host.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MediaFolderTest {
    @TempDir
    Path data;

    @BeforeEach
    void fill() throws IOException {
        Files.createDirectories(data.resolve("media/films"));
        Files.writeString(data.resolve("media/films/one.mp4"), "film");
        Files.writeString(data.resolve("secret.mp4"), "secret");
        Files.createSymbolicLink(data.resolve("media/way-out.mp4"), data.resolve("secret.mp4"));
        Files.createSymbolicLink(data.resolve("media/link.mp4"), data.resolve("media/films/one.mp4"));
    }

    @Test
    void file_inTheFolder_isFound_alsoThroughALinkWithinIt() throws IOException {
        Path film = data.resolve("media/films/one.mp4").toRealPath();
        assertThat(MediaFolder.find(data, "", "films/one.mp4")).isEqualTo(film);
        assertThat(MediaFolder.find(data, "", "link.mp4")).isEqualTo(film);
        assertThat(MediaFolder.find(data, data.resolve("media/films").toString(), "one.mp4"))
                .isEqualTo(film);
    }

    @Test
    void file_elsewhere_isNot_howeverItIsNamed() {
        for (String name : new String[] {
            "way-out.mp4", "../secret.mp4", data.resolve("secret.mp4").toString(), "films", "gone.mp4", "a\0b"
        }) {
            assertThatThrownBy(() -> MediaFolder.find(data, "", name))
                    .as(name)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in the media folder")
                    .hasMessageContaining("mediaFolder");
        }
    }
}
