package dev.vitrine.host.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SrtCallerTest {
    private final AtomicInteger hungUp = new AtomicInteger();
    private final SrtCaller caller = new SrtCaller("192.0.2.1:9", hungUp::incrementAndGet);

    @Test
    void bytes_comeOutInOrder_andThenTheEnd() throws IOException {
        caller.feed(new byte[] {1, 2, 3});
        caller.feed(new byte[] {4});
        caller.end();

        assertThat(caller.in().readAllBytes()).containsExactly(1, 2, 3, 4);
        assertThat(hungUp).hasValue(0);
    }

    @Test
    void reader_waitsForWhatComesLater() throws Exception {
        Thread feeder = Thread.ofVirtual().start(() -> {
            caller.feed(new byte[] {7});
            caller.end();
        });

        assertThat(caller.in().read()).isEqualTo(7);
        feeder.join();
    }

    @Test
    void engineThatIsTooFarBehind_losesTheCaller_soOthersDoNotWait() {
        for (int i = 0; i < 5; i++) {
            caller.feed(new byte[1 << 20]);
        }

        assertThatThrownBy(() -> caller.in().readAllBytes())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("behind");
    }

    @Test
    void close_hangsUp() throws IOException {
        caller.close();

        assertThat(hungUp).hasValue(1);
        assertThat(caller.in().read()).isEqualTo(-1);
    }
}
