package dev.vitrine.core.net;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/**
 * What a foreign web server answers, as any bytes: an {@link IOException} with a clause, or a body within its limit.
 */
class HttpAnswerFuzzTest {
    private static final int MAX_BYTES = 1_000;

    @FuzzTest(maxExecutions = 5_000_000, maxDuration = "1h")
    void answer(byte[] bytes) {
        try {
            HttpAnswer answer = HttpAnswer.read(new ByteArrayInputStream(bytes));
            if (answer.status() > 999 || answer.body(MAX_BYTES).length > MAX_BYTES) {
                throw new AssertionError("beyond its limits");
            }
        } catch (IOException refused) {
            String why = refused.getMessage();
            if (why == null || why.isEmpty()) {
                throw new AssertionError("a refusal without a clause", refused);
            }
        }
    }
}
