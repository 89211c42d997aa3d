package dev.vitrine.core.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FetchingTest {
    @Test
    void address_hasItsStreamKeptApart() {
        Fetching fetching = Fetching.of(Body.of("url", "rtmp://a.example/live/secret1"));
        assertThat(fetching.url()).isEqualTo("rtmp://a.example/live/secret1");
        assertThat(fetching.server()).isEqualTo("rtmp://a.example/live");
        assertThat(fetching.name()).isEqualTo("rtmp://a.example/live/…");
        assertThat(fetching.toString()).doesNotContain("secret1");
    }

    @Test
    void hlsAddress_isNamedByItsHostAlone() {
        Fetching fetching = Fetching.of(Body.of("url", "https://a.example:8443/live/index.m3u8?token=secret1"));
        assertThat(fetching.url()).isEqualTo("https://a.example:8443/live/index.m3u8?token=secret1");
        assertThat(fetching.name()).isEqualTo("https://a.example:8443/…");
        assertThat(fetching.schemes()).containsExactlyInAnyOrder("http", "https");
    }

    @Test
    void srtAddress_isNamedWithoutItsParameters() {
        Fetching fetching = Fetching.of(Body.of("url", "srt://a.example:9000?streamid=secret1&latency=400"));
        assertThat(fetching.url()).isEqualTo("srt://a.example:9000?latency=400&streamid=secret1");
        assertThat(fetching.server()).isEqualTo("srt://a.example:9000");
        assertThat(fetching.name()).isEqualTo("srt://a.example:9000");
        assertThat(fetching.schemes()).containsExactly("srt");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://a.example/secret1.m3u8",
                "https://user:secret1@a.example/x.m3u8",
                "https:///secret1.m3u8",
                "https://a.example/secret1 .m3u8",
                "srt://a.example?streamid=secret1",
                "file:///etc/secret1",
                "rtmp://a.example/secret1",
                "secret1",
                ""
            })
    void address_thatIsNotUnderstood_isRefusedWithoutBeingRepeated(String url) {
        assertThatThrownBy(() -> Fetching.of(Body.of("url", url)))
                .isInstanceOf(BadBody.class)
                .message()
                .doesNotContain("secret1");
    }

    @Test
    void files_playInTurn() {
        Fetching fetching = Fetching.of(Body.of("files", List.of("films/one.mp4", "Zwei Teile.MKV"), "loop", false));
        assertThat(fetching.files()).containsExactly("films/one.mp4", "Zwei Teile.MKV");
        assertThat(fetching.loop()).isFalse();
        assertThat(Fetching.of(Body.of("files", List.of("one.mp4"))).loop()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../one.mp4",
                "/etc/one.mp4",
                "films/../../one.mp4",
                "films//one.mp4",
                ".hidden.mp4",
                "films\\one.mp4",
                "one\n.mp4",
                "owner-token",
                "people.keys",
                "one.m3u8",
                ""
            })
    void file_thatLeadsElsewhereOrIsNoFilm_isRefused(String file) {
        assertThatThrownBy(() -> Fetching.of(Body.of("files", List.of(file)))).isInstanceOf(BadBody.class);
    }

    @Test
    void bothOrNeither_isRefused() {
        assertThatThrownBy(() -> Fetching.of(Body.empty())).isInstanceOf(BadBody.class);
        assertThatThrownBy(() -> Fetching.of(Body.of("url", "rtmp://a.example/a/b", "files", List.of("one.mp4"))))
                .isInstanceOf(BadBody.class);
    }
}
