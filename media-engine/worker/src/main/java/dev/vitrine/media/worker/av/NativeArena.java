package dev.vitrine.media.worker.av;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;

/**
 * Owner of everything native that a job allocates: frees it, newest first, when the job ends, however it ends. Nothing
 * is left to the garbage collector. Opened, used and closed by one thread.
 */
public final class NativeArena implements AutoCloseable {
    private final PointerScope scope = new PointerScope();
    private final Deque<Runnable> owned = new ArrayDeque<>();

    /** An empty arena; Java-side pointers made by this thread from now on belong to it. */
    public NativeArena() {}

    /**
     * Takes ownership of what FFmpeg has allocated.
     *
     * @param what named in the message if it is missing
     * @param free called when the arena closes
     * @throws AvException if there is nothing, which is how FFmpeg reports a failed allocation
     */
    public <T extends Pointer> T own(String what, T pointer, Consumer<? super T> free) throws AvException {
        if (pointer == null || pointer.isNull()) {
            throw new AvException("FFmpeg could not allocate " + what + ".");
        }
        owned.push(() -> free.accept(pointer));
        return pointer;
    }

    /** Runs something when the arena closes, before what was owned earlier is freed. */
    public void onClose(Runnable action) {
        owned.push(action);
    }

    @Override
    public void close() {
        try {
            while (!owned.isEmpty()) {
                owned.pop().run();
            }
        } finally {
            scope.close();
        }
    }
}
