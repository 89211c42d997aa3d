package dev.vitrine.plugin.guard;

import dev.vitrine.api.plugin.PluginContext;
import dev.vitrine.api.plugin.PluginContext.Cancellable;
import java.time.Duration;
import java.time.Instant;

/**
 * One timer for the earliest thing that is due. It holds no truth: what is due is asked of the state when it rings, so
 * a timer lost in a restart or ringing early or late does no harm. Safe from any thread.
 */
final class Alarm {
    private final PluginContext context;
    private final Runnable ring;
    private Instant armedFor = Instant.MAX;
    private Cancellable armed = () -> {};

    Alarm(PluginContext context, Runnable ring) {
        this.context = context;
        this.ring = ring;
    }

    /** Sees to it that the alarm rings at that time at the latest. */
    synchronized void by(Instant due) {
        if (!due.isBefore(armedFor)) {
            return;
        }
        armed.cancel();
        armedFor = due;
        Duration wait = Duration.between(context.clock().instant(), due);
        armed = context.after(wait.isNegative() ? Duration.ZERO : wait, this::fire);
    }

    private void fire() {
        synchronized (this) {
            armedFor = Instant.MAX;
        }
        ring.run();
    }
}
