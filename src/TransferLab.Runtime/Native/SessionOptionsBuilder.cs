namespace TransferLab.Runtime.Native;

/// <summary>Writes <see cref="SessionSettings"/> into an <c>OrtSessionOptions</c>.</summary>
internal static unsafe class SessionOptionsBuilder
{
    /// <exception cref="ArgumentException">A setting is out of range, or a provider is not available.</exception>
    /// <exception cref="OrtException">The runtime refused a setting.</exception>
    public static SessionOptionsHandle Build(SessionSettings settings)
    {
        if (settings.Threads < 0)
            throw new ArgumentException($"SessionSettings.Threads is {settings.Threads}; it must be 0 (all cores) or more.", nameof(settings));
        if (!Enum.IsDefined(settings.Optimization))
            throw new ArgumentException($"SessionSettings.Optimization is {settings.Optimization}, which is no level of optimization.", nameof(settings));

        var api = OrtApi.Instance;
        nint native;
        OrtStatus.Check(api.CreateSessionOptions(&native), "create session options");
        var options = new SessionOptionsHandle(native);
        try
        {
            // The runtime's own 0 means physical cores, and pins its threads to them: wrong in containers and with hyper-threads.
            var threads = settings.Threads == 0 ? Environment.ProcessorCount : settings.Threads;
            OrtStatus.Check(api.SetIntraOpNumThreads(native, threads), "set the number of threads");
            OrtStatus.Check(api.SetSessionGraphOptimizationLevel(native, (int)settings.Optimization), "set the level of optimization");
            OrtStatus.Check((settings.MemoryPattern ? api.EnableMemPattern : api.DisableMemPattern)(native), "set the memory pattern");
            OrtStatus.Check((settings.CpuArena ? api.EnableCpuMemArena : api.DisableCpuMemArena)(native), "set the memory arena");
            OrtStatus.Check(api.SetDeterministicCompute(native, settings.Deterministic ? (byte)1 : (byte)0), "set deterministic computation");
            AddEntry(native, "session.intra_op.allow_spinning", settings.AllowSpinning ? "1" : "0");
            foreach (var (key, value) in settings.ConfigEntries)
                AddEntry(native, key, value);
            if (settings.ProfilePrefix is { } prefix)
                fixed (byte* path = NativeText.Path(prefix))
                    OrtStatus.Check(api.EnableProfiling(native, path), "profile to", prefix);
            if (settings.OptimizedModelPath is { } optimized)
                fixed (byte* path = NativeText.Path(optimized))
                    OrtStatus.Check(api.SetOptimizedModelFilePath(native, path), "write the optimized model to", optimized);
            foreach (var provider in settings.Providers)
                ProviderOptions.Append(native, provider);
            return options;
        }
        catch
        {
            options.Dispose();
            throw;
        }
    }

    private static void AddEntry(nint options, string key, string value)
    {
        fixed (byte* k = NativeText.Utf8(key))
        fixed (byte* v = NativeText.Utf8(value))
            OrtStatus.Check(OrtApi.Instance.AddSessionConfigEntry(options, k, v), "take the session configuration entry", key);
    }
}
