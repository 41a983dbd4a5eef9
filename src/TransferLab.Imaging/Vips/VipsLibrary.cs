namespace TransferLab.Imaging.Vips;

/// <summary>Sets libvips up once for the process: NetVips has loaded it, or could not.</summary>
/// <remarks>The settings are libvips' own, for the whole process: an application that uses NetVips itself sees them too.</remarks>
internal static class VipsLibrary
{
    private static readonly Lazy<nint> s_handle = new(Initialise);

    /// <summary>The name that NetVips loads on this platform.</summary>
    internal static string FileName =>
        OperatingSystem.IsWindows() ? "libvips-42.dll" : OperatingSystem.IsMacOS() ? "libvips.42.dylib" : "libvips.so.42";

    /// <summary>Makes sure that libvips is ready; cheap after the first call.</summary>
    /// <exception cref="DllNotFoundException">The library could not be loaded; the message says what, where and what to do.</exception>
    internal static void EnsureReady() => _ = s_handle.Value;

    /// <summary>Whether this build of libvips has the operation.</summary>
    internal static bool Has(string operation)
    {
        EnsureReady();
        return NetVips.NetVips.TypeFind("VipsOperation", operation) != 0;
    }

    private static nint Initialise()
    {
        if (!ModuleInitializer.VipsInitialized)
            throw CannotLoad(ModuleInitializer.Exception);

        // Blocking what is not meant for files of strangers came with 8.13; the packages bring a newer one, a system may have an older.
        if (!NetVips.NetVips.AtLeastLibvips(8, 13))
            throw CannotLoad(new DllNotFoundException($"it is libvips {NetVips.NetVips.Version(0)}.{NetVips.NetVips.Version(1)}, and 8.13 or later is needed"));
        NetVips.NetVips.BlockUntrusted = true;

        // The callers bring the threads and never ask for the same image twice.
        NetVips.NetVips.Concurrency = 1;
        Cache.Max = 0;

        // Remarks about odd metadata would land on stderr, between the lines of a progress display.
        Log.SetLogHandler(
            "VIPS",
            Enums.LogLevelFlags.Error | Enums.LogLevelFlags.Critical | Enums.LogLevelFlags.Warning
                | Enums.LogLevelFlags.Message | Enums.LogLevelFlags.Info | Enums.LogLevelFlags.Debug,
            static (_, _, _) => { });

        // The same file as NetVips has, for the functions that it does not bind.
        var handle = NativeLibrary.Load(FileName, typeof(Image).Assembly, null);
        NativeLibrary.SetDllImportResolver(typeof(VipsLibrary).Assembly, (name, _, _) => name == StripReader.Library ? handle : 0);
        return handle;
    }

    /// <summary>The one error about a libvips that is not there, does not load or is too old.</summary>
    internal static DllNotFoundException CannotLoad(Exception? cause)
    {
        var platform = (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")
            + "-" + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        return new DllNotFoundException(
            $"libvips, which reads and writes pictures, could not be loaded on {platform}.\nThe loader says: {cause?.Message ?? "nothing"}\n"
            + $"Its file {FileName} comes with the package NetVips.Native.{platform} and belongs into runtimes/{platform}/native beside the application, "
            + $"or beside the application itself where that was published with '-r {platform}'. Copy the whole output folder, or publish for this platform. "
            + "Where TransferLab brings no package for the platform (Alpine: NetVips.Native.linux-musl-x64 or -arm64; a Mac with an Intel processor: "
            + "NetVips.Native.osx-x64), add that package to the application or install libvips 8.13 or later.",
            cause);
    }
}
