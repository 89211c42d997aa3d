package dev.vitrine.host.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamIdTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "abc-DEF_1 | abc-DEF_1",
                "live/abc | abc",
                "publish:live/abc | abc",
                "publish:abc | abc",
                "#!::r=abc,m=publish | abc",
                "#!::m=publish,r=live/abc,u=obs | abc",
                "#!::r=abc | abc",
                "abc?latency=20 | abc"
            })
    void key_isFoundInEachForm(String streamId, String key) {
        assertThat(StreamId.key(streamId)).hasValue(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "live/", "#!::m=publish", "#!::r=abc,m=request", "publish:", "#!::"})
    void streamIdWithoutAKeyOrToPlay_hasNone(String streamId) {
        assertThat(StreamId.key(streamId)).isEmpty();
    }
}
