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

/** What happens when there is a file of that name already. Names and meanings are those of Camel's file component. */
public enum FileExist {

    /** Replaces it. */
    Override,

    /**
     * Adds to it. This lands whole as well: as a copy of what was there, followed by what is new. What others add to
     * the file in the meantime is lost.
     */
    Append,

    /** Is an error; the transfer is not begun. */
    Fail,

    /** Keeps it and goes on; the transfer is not begun. */
    Ignore,

    /** Moves it out of the way once the new file is there in full, see {@link DownloadSettings#moveExisting()}. */
    Move,

    /** Renames without looking whether there is one: the same as {@link #Override} where renaming replaces. */
    TryRename
}
