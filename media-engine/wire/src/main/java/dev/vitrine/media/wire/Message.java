package dev.vitrine.media.wire;

/** Anything that travels between engine and worker. */
public sealed interface Message permits Request, Response {
    /** Version of this protocol; both sides must have the same. */
    int VERSION = 5;

    /** Number of the request, chosen by the engine; every response carries the number of the request it answers. */
    long id();
}
