namespace TransferLab.Natives;

/// <summary>The names one native library goes by on each platform, the preferred one first.</summary>
/// <param name="Linux">File names on Linux.</param>
/// <param name="MacOS">File names on macOS.</param>
/// <param name="Windows">File names on Windows.</param>
internal sealed record NativeFileNames(IReadOnlyList<string> Linux, IReadOnlyList<string> MacOS, IReadOnlyList<string> Windows)
{
    /// <summary>The names on the platform this process runs on.</summary>
    public IReadOnlyList<string> Here => OperatingSystem.IsWindows() ? Windows : OperatingSystem.IsMacOS() ? MacOS : Linux;
}
