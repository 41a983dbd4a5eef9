namespace TransferLab.Backbones.Catalog;

/// <summary>Held while a process downloads a file. A file of its own, never renamed or deleted: a lock on the part could outlive its name and end up on the
/// finished file.</summary>
internal static class PullLock
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits until nobody else holds the lock.</summary>
    /// <param name="target">The file to be downloaded; its folder exists.</param>
    /// <param name="waiting">Called once where somebody does.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="BackboneException">The folder cannot be written.</exception>
    public static async Task<IDisposable> AcquireAsync(string target, Action waiting, CancellationToken cancellation)
    {
        var path = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.lock");
        for (var waited = false; ; waited = true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }
            // Held by somebody: the sharing violation of Windows, or EWOULDBLOCK of flock. Any other failure to open would last for ever.
            catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException) && File.Exists(path))
            {
                if (!waited)
                    waiting();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new BackboneException($"{path} cannot be written: {e.Message}", e);
            }
            await Task.Delay(s_pause, cancellation).ConfigureAwait(false);
        }
    }
}
