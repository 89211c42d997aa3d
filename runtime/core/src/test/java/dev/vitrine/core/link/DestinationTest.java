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
        "srt://a.example?streamid=secretkey1",
        "srt://a.example:9000?streamid=secretkey1&mode=listener",
        "srt://a.example:9000/secretkey1",
        "srt://user:secretkey1@a.example:9000",
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

    @ParameterizedTest
    @CsvSource({
        "srt://a.example:9000,,srt://a.example:9000,''",
        "srt://A.example:9000/?mode=caller&latency=120,,srt://a.example:9000,''",
        "srt://a.example:9000?latency=500&streamid=one,,srt://a.example:9000?latency=500,streamid=one",
        "srt://a.example:9000?latency=500,one,srt://a.example:9000?latency=500,streamid=one",
        "'srt://a.example:9000?streamid=#!::r=live/a+b,m=publish&passphrase=0123456789&pbkeylen=32',,"
                + "srt://a.example:9000?pbkeylen=32,"
                + "'passphrase=0123456789&streamid=%23%21%3A%3Ar%3Dlive%2Fa%2Bb%2Cm%3Dpublish'",
        "srt://[2001:db8::1]:9000?streamid=one,,srt://[2001:db8::1]:9000,streamid=one",
    })
    void srt_keepsItsStreamIdAndPassphraseApart(String url, String key, String open, String secret) {
        Body body = Body.of("url", url);
        Destination destination = Destination.of(key == null ? body : body.with("key", key));
        assertThat(destination.url()).isEqualTo(open);
        assertThat(destination.key()).isEqualTo(secret);
        assertThat(destination.schemes()).containsExactly("srt");
        SrtAddress again = SrtAddress.of(open + (open.contains("?") ? "&" : "?") + secret);
        assertThat(again.secret()).as("read back").isEqualTo(secret);
        assertThat(again.open()).isEqualTo(open);
    }

    @ParameterizedTest
    @CsvSource({
        "srt://a.example:9000?latency=120000,microseconds",
        "srt://a.example:9000?passphrase=short,10 to 79 characters",
        "srt://a.example:9000?pbkeylen=16,passphrase beside it",
        "srt://a.example:9000?mode=rendezvous,mode=caller alone",
        "srt://a.example:9000?streamid=a&streamid=b,twice",
        "srt://a.example:9000?maxbw=1,no other parameter",
        "srt://a.example:9000?streamid=50%,%25",
    })
    void srt_thatIsNotUnderstood_isRefusedWithWhatToWrite(String url, String sentence) {
        assertThatThrownBy(() -> Destination.of(Body.of("url", url)))
                .isInstanceOf(BadBody.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void mask_showsTheEndOfALongKeyAlone() {
        assertThat(new Destination("rtmp://a.example/live", "abcd-1234-wxyz").masked())
                .isEqualTo("…yz");
        assertThat(new Destination("rtmp://a.example/live", "short-key").masked())
                .isEqualTo("…");
        String secret = SrtAddress.of("srt://a.example:9000?streamid=abcd-1234-wxyz&passphrase=topsecret-passphrase")
                .secret();
        assertThat(new Destination("srt://a.example:9000", secret).masked()).isEqualTo("…yz");
        assertThat(new Destination("srt://a.example:9000", "passphrase=topsecret-passphrase").masked())
                .as("of a passphrase nothing is shown")
                .isEqualTo("…");
        assertThat(new Destination("srt://a.example:9000", "").masked()).isEmpty();
    }
}
