package dev.vitrine.core.log;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Records that go to disk together, in order. Reused: it holds on to nothing once cleared. */
final class Batch {
    private static final int FEW = 64;
    private static final int MANY = 4096;

    private byte[] @Nullable [] payloads = new byte[FEW][];
    private @Nullable Completion[] completions = new Completion[FEW];
    private int size;

    void add(byte[] payload, Completion completion) {
        if (size == payloads.length) {
            payloads = Arrays.copyOf(payloads, size * 2);
            completions = Arrays.copyOf(completions, size * 2);
        }
        payloads[size] = payload;
        completions[size] = completion;
        size++;
    }

    int size() {
        return size;
    }

    byte[] payload(int index) {
        return Objects.requireNonNull(payloads[index]);
    }

    Completion completion(int index) {
        return Objects.requireNonNull(completions[index]);
    }

    void clear() {
        if (payloads.length > MANY) {
            payloads = new byte[FEW][];
            completions = new Completion[FEW];
        } else {
            Arrays.fill(payloads, 0, size, null);
            Arrays.fill(completions, 0, size, null);
        }
        size = 0;
    }
}
