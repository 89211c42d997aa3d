package dev.vitrine.core.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationTest {
    @ParameterizedTest
    @CsvSource({
        "rtmp://a.example/live2,abcd-1234,rtmp://a.example/live2,abcd-1234",
        "rtmp://a.example/live2/,abcd-1234,rtmp://a.example/live2,abcd-1234",
        "rtmp://a.example/live2/abcd-1234,,rtmp://a.example/live2,abcd-1234",
        "rtmps://a.example:443/rtmp/FB-1?s_bl=1&a=x/y,,rtmps://a.example:443/rtmp,FB-1?s_bl=1&a=x/y",
        "RTMP://a.example/one/two/key,,RTMP://a.example/one/two,key",
    })
    void address_isTakenApart(String url, String key, String server, String taken) {
        Body body = Body.of("url", url);
        Destination destination = Destination.of(key == null ? body : body.with("key", key));
        assertThat(destination.url()).isEqualTo(server);
        assertThat(destination.key()).isEqualTo(taken);
        assertThat(destination.toString()).doesNotContain(taken);
    }

    @ParameterizedTest
    @CsvSource({
        "http://a.example/live/secretkey1",
        "srt://a.example:9000?streamid=secretkey1",
        "rtmp://a.example",
        "rtmp://a.example/secretkey1",
        "rtmp://a.example//",
        "a.example/live/secretkey1",
        "rtmp://a.example/live/secret key1",
        "rtmp://a ex/live/secretkey1",
    })
    void address_thatIsNotUnderstood_isRefusedWithoutBeingRepeated(String url) {
        assertThatThrownBy(() -> Destination.of(Body.of("url", url)))
                .isInstanceOf(BadBody.class)
                .message()
                .doesNotContain("secret")
                .doesNotContain("a.example");
    }

    @Test
    void mask_showsTheEndOfALongKeyAlone() {
        assertThat(Destination.masked("abcd-1234-wxyz")).isEqualTo("…yz");
        assertThat(Destination.masked("short-key")).isEqualTo("…");
    }
}
