package dev.sise.connector.kiwoom;

import java.io.Serializable;
import java.nio.file.Path;

/**
 * Where frames are recorded and how much of them is kept.
 *
 * @param folder on the machine of the tasks; a text, because a {@link Path} does not travel
 * @param maxBytesPerFile a file that would grow beyond is followed by the next one
 * @param maxFiles the oldest files of the folder beyond this number are deleted
 */
record FrameRecording(String folder, long maxBytesPerFile, int maxFiles) implements Serializable {

    FrameRecording {
        if (maxBytesPerFile < 1) {
            throw new IllegalArgumentException("A recorded file must have at least 1 byte, was " + maxBytesPerFile);
        }
        if (maxFiles < 1) {
            throw new IllegalArgumentException("At least 1 recorded file must be kept, was " + maxFiles);
        }
    }

    Path path() {
        return Path.of(folder);
    }
}
