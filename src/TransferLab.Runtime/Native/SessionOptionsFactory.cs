namespace TransferLab.Runtime.Native;

/// <summary>Writes <see cref="SessionSettings"/> into the runtime's options.</summary>
internal static class SessionOptionsFactory
{
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    /// <exception cref="DeviceException">The device cannot be used.</exception>
    /// <exception cref="OrtException">The runtime refused a setting.</exception>
    public static SessionOptions Create(SessionSettings settings)
    {
        if (settings.Threads < 0)
            throw new ArgumentException($"SessionSettings.Threads is {settings.Threads}; it must be 0 (all cores) or more.", nameof(settings));
        if (!Enum.IsDefined(settings.Optimization))
            throw new ArgumentException($"SessionSettings.Optimization is {settings.Optimization}, which is no level of optimization.", nameof(settings));
        var device = DeviceResolver.Resolve(settings.Device);
        _ = OrtEnvironment.Instance;
        var options = new SessionOptions();
        try
        {
            OrtErrors.Guard("take the session's settings", null, () =>
            {
                // The runtime's own 0 means physical cores, and pins its threads to them: wrong in containers and with hyper-threads.
                options.IntraOpNumThreads = settings.Threads == 0 ? Environment.ProcessorCount : settings.Threads;
                options.GraphOptimizationLevel = (GraphOptimizationLevel)settings.Optimization;
                options.EnableMemoryPattern = settings.MemoryPattern;
                options.EnableCpuMemArena = settings.CpuArena;
                OrtFunctions.SetDeterministicCompute(options, settings.Deterministic);
                options.AddSessionConfigEntry("session.intra_op.allow_spinning", settings.AllowSpinning ? "1" : "0");
                if (settings.ProfilePrefix is { } prefix)
                {
                    options.ProfileOutputPathPrefix = prefix;
                    options.EnableProfiling = true;
                }
            });
            device.AppendTo(options);
            return options;
        }
        catch
        {
            options.Dispose();
            throw;
        }
    }
}
