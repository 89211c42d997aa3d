package dev.vitrine.media.engine.rtmp;

import dev.vitrine.api.media.OutboundConnection;
import dev.vitrine.media.engine.codec.UnsupportedMediaException;
import dev.vitrine.media.engine.stream.Publication;
import dev.vitrine.media.engine.stream.PublisherProbe;
import dev.vitrine.media.engine.stream.PublisherRefusedException;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Plays a stream of another RTMP server (RTMP 1.0, 7.2.2.1) into a publication. */
public final class RtmpInlet {
    private static final int PLAY = 5;

    private RtmpInlet() {}

    /** Opens the publication, once there is media. */
    @FunctionalInterface
    public interface Opening {
        /** Lets the source in, or says why not. */
        Publication open() throws PublisherRefusedException;
    }

    /**
     * Plays until the source ends.
     *
     * @param url server and application
     * @param name the stream there: a secret; it appears in no message
     * @throws IOException always, in the end; the message is one clause for staff that says why
     */
    public static void play(
            OutboundConnection connection, String url, String name, Opening opening, LongSupplier nanoTime)
            throws IOException {
        RtmpCall call = new RtmpCall(connection, name);
        call.connect(url);
        Publication publication = null;
        String why = "the source has ended its stream";
        try {
            int stream = call.createStream();
            call.command(stream, "play", new AmfValue.Num(PLAY), new AmfValue.Nothing(), new AmfValue.Text(name));
            call.trust();
            Intake intake = new Intake(nanoTime);
            while (true) {
                Message message = call.next();
                check(call.status(message), publication);
                if (isMedia(message)) {
                    publication = publication == null ? opening.open() : publication;
                    intake.take(publication, message);
                }
            }
        } catch (UnsupportedMediaException refused) {
            why = String.valueOf(refused.getMessage());
            if (publication != null) {
                publication.reject(refused.tooLarge() ? PublisherProbe.FRAME_SIZE : PublisherProbe.CODEC, why);
            }
            throw refused;
        } catch (SocketTimeoutException silent) {
            why = "the source has sent nothing for 10 s";
            throw new RtmpException(why);
        } catch (EOFException ended) {
            why = publication == null
                    ? "the source hung up before a picture came; check the address and the stream's name"
                    : "the source has closed the connection";
            throw new RtmpException(why);
        } catch (IOException broken) {
            why = String.valueOf(broken.getMessage());
            throw broken;
        } finally {
            if (publication != null) {
                publication.end(sentence(why));
            }
        }
    }

    private static boolean isMedia(Message message) {
        return switch (message.type()) {
            case Message.VIDEO, Message.AUDIO, Message.AGGREGATE, Message.DATA, Message.DATA_AMF3 -> true;
            default -> false;
        };
    }

    private static void check(Optional<RtmpCall.Status> said, @Nullable Publication publication) throws IOException {
        if (said.isEmpty()) {
            return;
        }
        RtmpCall.Status status = said.get();
        if (status.level().equals("error")) {
            throw new RtmpException(
                    "the source does not play (" + status.sentence() + "); check the address and the stream's name");
        }
        boolean over = switch (status.code()) {
            case "NetStream.Play.UnpublishNotify", "NetStream.Play.Stop", "NetStream.Play.Complete" -> true;
            default -> false;
        };
        if (over && publication != null) {
            throw new RtmpException("the source has ended its stream");
        }
    }

    private static String sentence(String clause) {
        String capital = Character.toUpperCase(clause.charAt(0)) + clause.substring(1);
        return capital.endsWith(".") ? capital : capital + ".";
    }
}
