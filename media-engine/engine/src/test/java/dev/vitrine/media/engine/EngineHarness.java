package dev.vitrine.media.engine;

import dev.vitrine.api.log.MediaTime;
import dev.vitrine.api.media.ClipRequest;
import dev.vitrine.api.media.MediaFormat;
import dev.vitrine.api.media.MediaUnit;
import dev.vitrine.api.media.OutboundConnection;
import dev.vitrine.api.media.PullSource;
import dev.vitrine.api.media.Rung;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Runs the engine without OSGi and prints what it does. Arguments: RTMP port, directory, and an event whose fragments
 * go to {@code DIRECTORY/EPOCH.mp4}; publish with the key {@code key-of-EVENT}. With {@code demo} as fourth argument
 * the demonstration runs on the event; with {@code pull} and an address it fetches that, whatever network it is on.
 */
public final class EngineHarness {
    private static long epoch;
    private static OutputStream file = OutputStream.nullOutputStream();

    private EngineHarness() {}

    /** Runs until killed. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createDirectories(Path.of(arguments[1]));
        String event = arguments[2];
        LocalHost host = new LocalHost(directory.resolve("recordings"));
        LongAdder units = new LongAdder();
        LongAdder delayNanos = new LongAdder();
        try (LocalContext context = new LocalContext(directory);
                VitrineMediaEngine engine = new VitrineMediaEngine(host, context);
                RtmpPort port = new RtmpPort(engine, Integer.parseInt(arguments[0]))) {
            System.out.println("rtmp://127.0.0.1:" + port.port() + "/live/key-of-" + event);
            engine.subscribe(event, Rung.SOURCE, MediaFormat.FMP4, unit -> {
                if (unit.kind() == MediaUnit.Kind.MEDIA) {
                    units.increment();
                    delayNanos.add(System.nanoTime() - unit.arrivedNanos());
                }
                write(directory, unit);
            });
            if (arguments.length > 3 && arguments[3].equals("demo")) {
                engine.startDemoSource(event);
            }
            if (arguments.length > 4 && arguments[3].equals("pull")) {
                host.network(EngineHarness::dial);
                host.web(EngineHarness::get);
                engine.pull(event, List.of(new PullSource("primary", false, "it", arguments[4], List.of(), false)));
            }
            Thread.ofPlatform().daemon().start(() -> obey(engine, event, directory));
            int told = 0;
            while (true) {
                TimeUnit.SECONDS.sleep(2);
                for (; told < host.changes().size(); told++) {
                    LocalHost.Change change = host.changes().get(told);
                    System.out.println(change.status().state() + ": " + change.why());
                }
                long count = units.sumThenReset();
                engine.links(event).forEach(link -> System.out.println(link.state() + ": " + link.why()));
                System.out.println(host.newest() + " units " + count + " mean µs from arrival to sink "
                        + delayNanos.sumThenReset() / 1_000 / Math.max(1, count) + " complaints " + port.complaints());
            }
        }
    }

    private static OutboundConnection dial(String url) throws IOException {
        URI uri = URI.create(url);
        Socket socket = new Socket(uri.getHost(), uri.getPort());
        socket.setSoTimeout(10_000);
        return new SocketOutbound(socket);
    }

    private static Optional<byte[]> get(String url) throws IOException {
        try (InputStream in = URI.create(url).toURL().openStream()) {
            return Optional.of(in.readAllBytes());
        } catch (FileNotFoundException gone) {
            return Optional.empty();
        }
    }

    private static void obey(VitrineMediaEngine engine, String event, Path directory) {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        orders.lines().forEach(order -> {
            long began = System.nanoTime();
            try {
                if (order.equals("clip")) {
                    MediaTime live = engine.status(event).orElseThrow().live().orElseThrow();
                    System.out.println(engine.clip(new ClipRequest(
                                    event,
                                    live.epoch(),
                                    live.ptsMs() - 30_000,
                                    live.ptsMs(),
                                    directory.resolve("clip.mp4")))
                            .toCompletableFuture()
                            .join());
                } else {
                    Files.write(
                            directory.resolve("thumb.jpg"),
                            engine.thumbnail(event).orElseThrow());
                }
            } catch (IOException | RuntimeException failed) {
                System.out.println(order + ": " + failed);
            }
            System.out.println(order + " took " + (System.nanoTime() - began) / 1_000_000 + " ms");
        });
    }

    private static void write(Path directory, MediaUnit unit) {
        ByteBuffer payload = unit.payload().duplicate();
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        try {
            if (unit.kind() == MediaUnit.Kind.CONFIG) {
                System.out.println(new String(bytes, StandardCharsets.UTF_8));
                file.close();
                file = Files.newOutputStream(directory.resolve(++epoch + ".mp4"));
            } else {
                file.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
