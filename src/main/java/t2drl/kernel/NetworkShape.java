package t2drl.kernel;

/** The dimensions of a network, which fix its parameters. */
public sealed interface NetworkShape permits MlpShape, SharedShape, ChainShape, SharedChainShape {
    /** The network's tensors, with their names below the network's own ("net.1.weight", "trunk.0.bias"). */
    ParameterLayout layout();
}
