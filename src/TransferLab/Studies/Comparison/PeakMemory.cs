namespace TransferLab.Studies.Comparison;

/// <summary>The largest resident memory of this process since a moment of one's choice. Only Linux tells: <c>VmHWM</c> in
/// <c>/proc/self/status</c>, which 5 written to <c>/proc/self/clear_refs</c> takes back to what is resident (proc(5)).</summary>
internal static class PeakMemory
{
    private const string Key = "VmHWM:";

    /// <summary>Gives back what is free, and begins anew with what is left.</summary>
    /// <returns>Whether the system can.</returns>
    public static bool Restart()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        // Containers may forbid it.
        return OperatingSystem.IsLinux() && FileWork.Do(() =>
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
            return Bytes() is not null;
        }, _ => false);
    }

    /// <summary>The peak in bytes; null where the system does not tell.</summary>
    public static long? Bytes() => FileWork.Do(() =>
        // "VmHWM:     12345 kB"
        File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith(Key, StringComparison.Ordinal)) is { } line
            && long.TryParse(line[Key.Length..].Replace("kB", "", StringComparison.Ordinal),
                NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var kilobytes)
            ? kilobytes * 1024 : (long?)null, _ => null);
}
