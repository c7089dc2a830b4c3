package t2drl.kernel;

/**
 * Dense, activation, Dense, activation, Dense, output activation (flat family, DDQN). Rows are samples: {@code x [rows,
 * inputs]}, {@code y [rows, outputs]}. Dense layers are named 0, 2, 4.
 */
public record MlpShape(int inputs, int hidden, int outputs, Activation activation, Activation output)
        implements NetworkShape {
    @Override
    public ParameterLayout layout() {
        return new ParameterLayout.Builder()
                .dense("0", inputs, hidden)
                .dense("2", hidden, hidden)
                .dense("4", hidden, outputs)
                .build();
    }
}
