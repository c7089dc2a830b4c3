package t2drl.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PngTest {
    private final File cache = ImageIO.getCacheDirectory();

    @AfterEach
    void restore() {
        ImageIO.setCacheDirectory(cache);
    }

    @Test
    void keepsThePixelsAndWritesNoFile(@TempDir Path folder) throws IOException {
        File gone = folder.resolve("gone").toFile();
        assertThat(gone.mkdir()).isTrue();
        ImageIO.setCacheDirectory(gone);
        assertThat(gone.delete()).isTrue();
        BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
        image.setRGB(2, 1, 0x123456);
        BufferedImage read = ImageIO.read(new MemoryCacheImageInputStream(new ByteArrayInputStream(Png.encode(image))));
        assertThat(read.getWidth()).isEqualTo(3);
        assertThat(read.getHeight()).isEqualTo(2);
        assertThat(read.getRGB(2, 1) & 0xffffff).isEqualTo(0x123456);
    }
}
