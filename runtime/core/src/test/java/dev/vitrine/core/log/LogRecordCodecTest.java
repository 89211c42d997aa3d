package dev.vitrine.core.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Delivery;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.api.log.MediaTime;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class LogRecordCodecTest {
    private static final Instant AT = Instant.parse("2026-11-22T16:00:00.123456789Z");
    private static final LogRecord CUE = new LogRecord(
            "demo",
            42,
            AT,
            Optional.of(new MediaTime(3, 61_500)),
            "cta.cue",
            Channel.OVERLAY,
            7,
            new Actor(Actor.Kind.STAFF, "owner", "Ann", Set.of("producer", "owner")),
            Delivery.WINDOW,
            Optional.of(Instant.parse("2026-11-22T16:05:00Z")),
            Body.of("cue", "c1", "price", 12.5, "left", 3L, "tags", List.of("a", "b")));

    @Test
    void encode_writesTheDocumentedForm() {
        assertThat(text(LogRecordCodec.encode(CUE)))
                .isEqualTo("{\"event\":\"demo\",\"seq\":42,\"at\":\"2026-11-22T16:00:00.123456789Z\","
                               + "\"media\":{\"epoch\":3,\"ptsMs\":61500},\"type\":\"cta.cue\",\"channel\":\"overlay\",\"offset\":7,"
                               + "\"actor\":{\"kind\":\"staff\",\"id\":\"owner\",\"name\":\"Ann\",\"roles\":[\"owner\",\"producer\"]},"
                               + "\"deliver\":\"window\",\"until\":\"2026-11-22T16:05:00Z\","
                               + "\"body\":{\"cue\":\"c1\",\"price\":12.5,\"left\":3,\"tags\":[\"a\",\"b\"]}}");
    }

    @Test
    void typeOf_readsNoFurther() {
        assertThat(LogRecordCodec.typeOf(LogRecordCodec.encode(CUE))).isEqualTo("cta.cue");
        assertThatThrownBy(() -> LogRecordCodec.typeOf("{}".getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void publicationData_writesTheEnvelope_withoutTheActor() {
        assertThat(text(LogRecordCodec.publicationData(CUE)))
                .isEqualTo("{\"type\":\"cta.cue\",\"seq\":42,\"at\":\"2026-11-22T16:00:00.123456789Z\","
                               + "\"media\":{\"epoch\":3,\"ptsMs\":61500},\"deliver\":\"window\",\"until\":\"2026-11-22T16:05:00Z\","
                               + "\"body\":{\"cue\":\"c1\",\"price\":12.5,\"left\":3,\"tags\":[\"a\",\"b\"]}}");
    }

    @Test
    void publicationData_leavesOutWhatIsNotThere() {
        LogRecord plain = new LogRecord(
                "demo",
                1,
                AT,
                Optional.empty(),
                "chat.message",
                Channel.CHAT,
                1,
                Actor.HOUSE,
                Delivery.ASAP,
                Optional.empty(),
                Body.of("text", "hé \"<script>\" \uD83D\uDC4B"));
        assertThat(text(LogRecordCodec.publicationData(plain)))
                .isEqualTo("{\"type\":\"chat.message\",\"seq\":1,\"at\":\"2026-11-22T16:00:00.123456789Z\","
                        + "\"deliver\":\"asap\",\"body\":{\"text\":\"hé \\\"<script>\\\" \uD83D\uDC4B\"}}");
    }

    @Test
    void decode_skipsMembersOfALaterVersion() {
        String json = text(LogRecordCodec.encode(CUE)).replaceFirst("\\{", "{\"new\":{\"x\":[1,{}]},");
        assertThat(LogRecordCodec.decode(bytes(json))).isEqualTo(CUE);
    }

    @Test
    void decode_ofEveryPrefix_failsWithATypedError() {
        byte[] whole = LogRecordCodec.encode(CUE);
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> LogRecordCodec.decode(part))
                    .as("%d bytes", length)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void decode_withSomethingBehind_fails() {
        assertThatThrownBy(() -> LogRecordCodec.decode(bytes(text(LogRecordCodec.encode(CUE)) + "{}")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void encode_aValueThatIsNotJson_namesIt() {
        assertThatThrownBy(() -> LogRecordCodec.encode(withBody(Body.of("when", AT))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Instant");
        assertThatThrownBy(() -> LogRecordCodec.encode(withBody(Body.of("x", Double.NaN))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NaN");
    }

    @Test
    void halfASurrogatePair_isReplaced() {
        LogRecord back =
                LogRecordCodec.decode(LogRecordCodec.encode(withBody(Body.of("text", "a\uD83Db", "t\uDC4B", "x"))));
        assertThat(back.body().values()).isEqualTo(Map.of("text", "a\uFFFDb", "t\uFFFD", "x"));
    }

    @Property(tries = 500)
    void decode_returnsWhatWasEncoded(@ForAll("records") LogRecord record) {
        assertThat(LogRecordCodec.decode(LogRecordCodec.encode(record))).isEqualTo(record);
    }

    @Property(tries = 500)
    void decode_ofAnyBytes_neverFailsOtherwise(@ForAll byte[] noise) {
        assertThatThrownBy(() -> LogRecordCodec.decode(noise)).isInstanceOf(IllegalArgumentException.class);
    }

    @Provide
    Arbitrary<LogRecord> records() {
        Arbitrary<Actor> actors = Combinators.combine(
                        Arbitraries.of(Actor.Kind.class),
                        texts(),
                        texts(),
                        texts().set().ofMaxSize(3))
                .as(Actor::new);
        Arbitrary<Instant> instants = Combinators.combine(
                        Arbitraries.longs().between(0, 253_402_300_799L),
                        Arbitraries.integers().between(0, 999_999_999))
                .as(Instant::ofEpochSecond);
        Arbitrary<MediaTime> times =
                Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(MediaTime::new);
        return Combinators.combine(
                        Combinators.combine(texts(), Arbitraries.longs(), instants, times.optional(), texts())
                                .as(Head::new),
                        Arbitraries.of(Channel.class),
                        Arbitraries.longs(),
                        actors,
                        Arbitraries.of(Delivery.class),
                        instants.optional(),
                        Arbitraries.maps(texts(), values(2)).ofMaxSize(4).map(Body::new))
                .as((head, channel, offset, actor, delivery, until, body) -> new LogRecord(
                        head.event(),
                        head.seq(),
                        head.at(),
                        head.media(),
                        head.type(),
                        channel,
                        offset,
                        actor,
                        delivery,
                        until,
                        body));
    }

    private record Head(String event, long seq, Instant at, Optional<MediaTime> media, String type) {}

    private static Arbitrary<String> texts() {
        return Arbitraries.integers()
                .between(0, Character.MAX_CODE_POINT)
                .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
                .list()
                .ofMaxSize(8)
                .map(points -> points.stream()
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString());
    }

    private static Arbitrary<Object> values(int depth) {
        Arbitrary<Object> plain = Arbitraries.oneOf(
                texts().map(Object.class::cast),
                Arbitraries.longs().map(Object.class::cast),
                Arbitraries.doubles().map(Object.class::cast),
                Arbitraries.of(true, false).map(Object.class::cast));
        if (depth == 0) {
            return plain;
        }
        return Arbitraries.oneOf(
                plain,
                values(depth - 1).list().ofMaxSize(3).map(Object.class::cast),
                Arbitraries.maps(texts(), values(depth - 1)).ofMaxSize(3).map(map -> (Object) new HashMap<>(map)));
    }

    private static LogRecord withBody(Body body) {
        return new LogRecord(
                "demo",
                1,
                AT,
                Optional.empty(),
                "x.y",
                Channel.NONE,
                0,
                Actor.HOUSE,
                Delivery.ASAP,
                Optional.empty(),
                body);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
