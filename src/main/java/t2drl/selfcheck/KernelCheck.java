package t2drl.selfcheck;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import t2drl.kernel.Device;

/**
 * Something that a device must do just as the scalar device does it, over awkward shapes and into poisoned outputs.
 *
 * @param name the kernel family and what of it, such as {@code updates: optimisers}
 */
public record KernelCheck(String name, Consumer<Parity> body) {

    /** All checks, family by family. */
    public static List<KernelCheck> all() {
        return Stream.of(
                        PrimitiveChecks.all(),
                        RandomChecks.all(),
                        ReplayChecks.all(),
                        UpdateChecks.all(),
                        ActionChecks.all(),
                        CellChecks.all(),
                        NetworkChecks.all(),
                        NotANumberChecks.all())
                .flatMap(List::stream)
                .toList();
    }

    /**
     * Compares {@code device} with a scalar device. Any seed but 0 adds shapes that it draws to the fixed ones.
     *
     * @throws Mismatch at the first difference beyond tolerance
     * @throws UnsupportedOperationException if it is not for this device
     */
    public void run(Device device, long seed) {
        try (Parity parity = new Parity(device, seed)) {
            body.accept(parity);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
