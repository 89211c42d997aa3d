package dev.vitrine.media.engine;

import dev.vitrine.api.media.MediaFormat;
import dev.vitrine.api.media.Rung;
import dev.vitrine.media.engine.codec.Samples;
import dev.vitrine.media.engine.egress.Cushion;
import dev.vitrine.media.engine.egress.Egress;
import dev.vitrine.media.engine.mp4.Fragments;
import dev.vitrine.media.engine.stream.EngineClock;
import dev.vitrine.media.engine.stream.Packet;
import dev.vitrine.media.engine.stream.Publication;
import dev.vitrine.media.engine.stream.Publisher;
import dev.vitrine.media.engine.stream.Stream;
import dev.vitrine.media.engine.stream.Track;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/** Prints what a packet costs: the fragment alone, and the whole way from the publisher's frame to two sinks. */
public final class MuxCost {
    private static final int WARM_UP = 50_000;
    private static final int MEASURED = 100_000;
    private static final int FRAME_BYTES = 8_000;
    private static long sink;

    private MuxCost() {}

    /** Runs for a few seconds. */
    public static void main(String[] arguments) throws Exception {
        byte[] frame = Samples.frame(false, FRAME_BYTES);
        byte[] key = Samples.frame(true, FRAME_BYTES);
        Fragments fragments = new Fragments(Samples.codecs());
        measure("fragment of one frame of " + FRAME_BYTES + " bytes", i -> {
            Packet packet = new Packet(i, Track.VIDEO, false, i * 33_000L, i * 33_000L, 33_000, 0, 0, frame, 0);
            sink += fragments.single(packet).length;
        });
        Stream stream = new Stream(
                "cost", new EngineClock(System::nanoTime), InstantSource.system(), (delay, task) -> {}, new Deaf());
        Egress egress = new Egress(stream, Rung.SOURCE, "0", List::of, () -> new Cushion(130, 1_000));
        egress.subscribe(MediaFormat.FMP4, unit -> sink += unit.payload().remaining());
        egress.subscribe(MediaFormat.FRAMES, unit -> sink += unit.payload().remaining());
        Publication publication = stream.publish(
                new Publisher("cost", "nowhere", InstantSource.system().instant(), false, false, () -> {}));
        publication.configure(Samples.avc());
        publication.configure(Samples.aac());
        measure("frame through the bus to a sink of each format", i -> {
            try {
                publication.video(i % 30 == 0, i * 1_000L, 0, i % 30 == 0 ? key : frame, 0, System.nanoTime());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        System.out.println("(" + sink + ")");
    }

    private static void measure(String what, IntConsumer step) {
        long[] nanos = new long[MEASURED];
        for (int i = 0; i < WARM_UP + MEASURED; i++) {
            long began = System.nanoTime();
            step.accept(i);
            if (i >= WARM_UP) {
                nanos[i - WARM_UP] = System.nanoTime() - began;
            }
        }
        Arrays.sort(nanos);
        System.out.printf(
                "%s: p50 %.2f µs, p99 %.2f µs, p99.9 %.2f µs%n",
                what, nanos[MEASURED / 2] / 1e3, nanos[MEASURED / 100 * 99] / 1e3, nanos[MEASURED / 1000 * 999] / 1e3);
    }
}
