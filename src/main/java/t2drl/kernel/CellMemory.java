package t2drl.kernel;

/**
 * The state of all cells on a device, structure of arrays, cell-major. {@code position}, {@code velocity}, {@code drift} (vbar) are {@code
 * [cells, users, 2]}; {@code requested} (phi), {@code inputBits}, {@code outputBits}, {@code gain} are {@code [cells, users]}; {@code state} (j) is {@code [cells]};
 * {@code cached} (rho, 0 or 1) and {@code requestCounts} are {@code [cells, models]}.
 */
public record CellMemory(
        CellShape shape,
        Buffer position,
        Buffer velocity,
        Buffer drift,
        Indices state,
        Indices requested,
        Buffer inputBits,
        Buffer outputBits,
        Buffer gain,
        Buffer cached,
        Buffer requestCounts) {
    public static CellMemory on(Device device, CellShape shape) {
        int n = shape.cells() * shape.users();
        device.cells().prepare(shape);
        return new CellMemory(
                shape,
                device.buffer(2 * n),
                device.buffer(2 * n),
                device.buffer(2 * n),
                device.indices(shape.cells()),
                device.indices(n),
                device.buffer(n),
                device.buffer(n),
                device.buffer(n),
                device.buffer(shape.cells() * shape.models()),
                device.buffer(shape.cells() * shape.models()));
    }

    public void listState(SavedState saved) {
        saved.add("position", position)
                .add("velocity", velocity)
                .add("drift", drift)
                .add("state", state)
                .add("requested", requested)
                .add("input_bits", inputBits)
                .add("output_bits", outputBits)
                .add("gain", gain)
                .add("cached", cached)
                .add("request_counts", requestCounts);
    }
}
