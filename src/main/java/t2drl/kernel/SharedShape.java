package t2drl.kernel;

/**
 * The shared family's network: one small network for all {@code users} of a cell, with mean pooling before its second and
 * third layer (networks, "Shared network"). {@code x [cells, users, inputs]}, {@code y [cells, users, outputs]}; {@code output}
 * is applied to {@code y}.
 */
public record SharedShape(int users, int inputs, int hidden, int outputs, Activation activation, Activation output)
        implements NetworkShape {
    @Override
    public ParameterLayout layout() {
        return new ParameterLayout.Builder()
                .dense("net.1", inputs, hidden)
                .dense("net.2", hidden, hidden)
                .add("net.2.pool.weight", hidden, hidden)
                .dense("net.3", hidden, hidden)
                .add("net.3.pool.weight", hidden, hidden)
                .dense("net.4", hidden, outputs)
                .build();
    }
}
