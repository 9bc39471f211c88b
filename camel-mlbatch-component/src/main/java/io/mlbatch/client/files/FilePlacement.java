/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.mlbatch.client.files;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Gives a file its name, and applies {@link FileExist} to an existing file with that name. */
final class FilePlacement {

    private final FileExist fileExist;
    private final LinkCheck links;
    private final Folders folders;
    private final DownloadFailures failures;

    FilePlacement(FileExist fileExist, LinkCheck links, Folders folders, DownloadFailures failures) {
        this.fileExist = fileExist;
        this.links = links;
        this.folders = folders;
        this.failures = failures;
    }

    /** @throws io.mlbatch.client.DownloadFailedException when the file must not be requested */
    void check(PlannedFile file) {
        try {
            checkLinks(file);
        } catch (IOException e) {
            throw failures.writing(file, e);
        }
        if (Files.isDirectory(file.path())) {
            throw failures.file(file, "there is a folder of this name");
        }
        if (file.movedTo() != null && Files.isDirectory(file.movedTo())) {
            throw failures.file(file, "there is a folder where the existing file would be moved to");
        }
        if (fileExist == FileExist.Fail && exists(file.path())) {
            throw failures.file(file, "there is a file of this name already, and fileExist=Fail");
        }
    }

    private void checkLinks(PlannedFile file) throws IOException {
        if (links.isFolderOutside(file.path())) {
            throw failures.file(file, "a link in the destination leads its folder out of it");
        }
        if (file.movedTo() != null && links.isFolderOutside(file.movedTo())) {
            throw failures.file(file, "a link in the destination leads the folder for the existing file out of it");
        }
        // the other strategies replace or keep a link, and never read the file behind it
        if (fileExist == FileExist.Append && links.isFileOutside(file.path())) {
            throw failures.file(file, "the file to append to is a link that leads out of the destination");
        }
    }

    /** Returns whether an existing file is kept, so that the new one is not fetched. */
    boolean keepsExisting(PlannedFile file) {
        return fileExist == FileExist.Ignore && exists(file.path());
    }

    /** Writes the content that precedes the file's content. */
    void begin(PlannedFile file, PartFile part) throws IOException {
        if (fileExist == FileExist.Append && exists(file.path())) {
            Files.copy(file.path(), part.content());
        }
    }

    /** Renames the complete file to its final name. */
    void land(PlannedFile file, PartFile part) throws IOException {
        switch (fileExist) {
            case Override:
            case Append:
            case TryRename:
                part.replaceTarget();
                break;
            case Move:
                moveExisting(file);
                becomeTarget(file, part);
                break;
            default:
                becomeTarget(file, part);
        }
        folders.changedBy(file.path());
    }

    private void moveExisting(PlannedFile file) throws IOException {
        if (exists(file.path()) && !Files.isDirectory(file.path())) {
            folders.makeFor(file.movedTo());
            Files.move(file.path(), file.movedTo(), StandardCopyOption.ATOMIC_MOVE);
            folders.changedBy(file.movedTo());
        }
    }

    private void becomeTarget(PlannedFile file, PartFile part) throws IOException {
        try {
            part.becomeTarget();
        } catch (FileAlreadyExistsException e) {
            if (!keepsExisting(file) || Files.isDirectory(file.path())) {
                throw failures.file(
                        file.index(), file.name(), "something of this name appeared during the transfer", e);
            }
        }
    }

    private static boolean exists(Path path) {
        // a link without a target exists, too
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }
}
