package dev.vitrine.web.hub;

/** The encodings in use, with their codecs. */
enum Encoding {
    /** Text messages. */
    JSON(new JsonCodec()),
    /** Binary messages, when the client asks for sub-protocol {@code centrifuge-protobuf}. */
    PROTOBUF(new ProtobufCodec());

    private final Codec codec;

    Encoding(Codec codec) {
        this.codec = codec;
    }

    Codec codec() {
        return codec;
    }
}
