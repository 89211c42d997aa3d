package dev.vitrine.web.hub;

import dev.vitrine.core.room.Publication;
import java.util.List;
import java.util.Optional;

/** One of the two encodings of Centrifugo's client protocol. Stateless. */
interface Codec {
    /**
     * Reads the commands of one message.
     *
     * @throws BadCommand if it is malformed
     */
    List<ClientCommand> decode(byte[] message) throws BadCommand;

    /** Returns a whole WebSocket frame with one reply. */
    byte[] frame(ServerReply reply);

    /** Returns a whole WebSocket frame with these publications in order. */
    default byte[] frame(String channel, List<Publication> publications) {
        return frame(channel, publications, Optional.empty());
    }

    /** As above, and then a publication that is on no log and has no offset, such as a count. */
    byte[] frame(String channel, List<Publication> publications, Optional<byte[]> notice);

    /** The frame that asks for a sign of life: an empty reply. */
    byte[] ping();

    /** A message that is none. */
    final class BadCommand extends Exception {
        private static final long serialVersionUID = 1L;

        BadCommand(String message) {
            super(message);
        }
    }
}
