package t2drl.kernel;

/** A network with weights that never change. {@code parameters} are in the order of the shape's {@link NetworkShape#layout}. */
public record TrainedNetwork(NetworkShape shape, float[] parameters) {}
