package t2drl.golden;

import java.nio.file.Path;
import t2drl.common.UserException;
import t2drl.kernel.Device;

/** Files of expected values, made by independent programs, against which a device can be checked. */
public final class GoldenFile {
    private GoldenFile() {}

    /**
     * Recomputes one file on {@code device}.
     *
     * @throws UserException if the file cannot be read or is no such file
     */
    public static GoldenReport check(Path path, Device device) {
        GoldenNode file = GoldenNode.read(path);
        return file.isList() ? SystemFile.check(file, device) : NetworkFile.check(file, device);
    }
}
