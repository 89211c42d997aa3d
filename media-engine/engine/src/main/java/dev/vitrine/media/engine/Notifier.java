package dev.vitrine.media.engine;

import dev.vitrine.api.media.MediaHealth;
import dev.vitrine.api.media.MediaHost;
import dev.vitrine.api.media.StreamStatus;
import dev.vitrine.media.engine.stream.StreamListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/**
 * Tells the host of streams' changes, in order, on a thread of its own, so that no packet waits for the event's log.
 * Figures are left out when the host is behind; states never are.
 */
final class Notifier implements StreamListener, AutoCloseable {
    private static final Logger LOG = System.getLogger(Notifier.class.getName());
    private static final int QUEUED_NOTES = 1_024;

    /** Figures wait behind at most this many notes; older ones are of no use. */
    private static final int QUEUED_BEFORE_FIGURES = 16;

    /** Something to tell, and the event it is about. */
    private record Note(String event, Consumer<MediaHost> telling) {}

    private final MediaHost host;
    private final BlockingQueue<Note> notes = new ArrayBlockingQueue<>(QUEUED_NOTES);
    private final Thread thread;

    Notifier(MediaHost host) {
        this.host = host;
        this.thread = Thread.ofVirtual().name("media-notifier").start(this::run);
    }

    @Override
    public void changed(StreamStatus status, String why) {
        offer(new Note(status.event(), to -> to.changed(status, why)));
    }

    @Override
    public void health(MediaHealth health) {
        offer(new Note(health.event(), to -> to.health(health)));
    }

    private void offer(Note note) {
        if (!notes.offer(note)) {
            LOG.log(
                    Level.ERROR,
                    "The host has not taken {0} stream changes; event \"{1}\" stays in its former state there.",
                    QUEUED_NOTES,
                    note.event());
        }
    }

    @Override
    public void measured(StreamStatus status) {
        if (notes.size() < QUEUED_BEFORE_FIGURES) {
            changed(status, "");
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        try {
            while (true) {
                Note note = notes.take();
                try {
                    note.telling().accept(host);
                } catch (RuntimeException bug) {
                    LOG.log(Level.ERROR, "The host failed to take a stream's change.", bug);
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }
}
