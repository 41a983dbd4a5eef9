using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using TransferLab.Natives;

namespace TransferLab.Imaging.Vips;

/// <summary>Loads and initialises libvips once for the process.</summary>
internal static unsafe class VipsLibrary
{
    private const int LogLevelsBelowError = 0x4 | 0x8 | 0x10 | 0x20 | 0x40 | 0x80;

    // The files of the npm packages first; then a libvips that the system brings.
    private static readonly NativeFileNames s_files = new(
        Linux: ["libvips-cpp.so.8.18.7", "libvips.so.42"],
        MacOS: ["libvips-cpp.8.18.7.dylib", "libvips.42.dylib"],
        Windows: ["libvips-42.dll"]);

    private static readonly Lazy<bool> s_ready = new(Initialise);

    /// <summary>Makes sure that libvips is ready; cheap after the first call.</summary>
    /// <exception cref="DllNotFoundException">The library could not be loaded; the message says where it was looked for.</exception>
    internal static void EnsureReady() => _ = s_ready.Value;

    /// <summary>Takes and clears what libvips said about its last failure.</summary>
    /// <remarks>
    /// libvips has one error buffer for all threads, and it collects earlier complaints that were not failures.
    /// The last line is the one that belongs to the failure just seen.
    /// </remarks>
    internal static string TakeError()
    {
        var text = VipsNative.vips_error_buffer_copy();
        if (text is null)
            return "libvips gave no reason";
        try
        {
            var lines = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return lines.Length == 0 ? "libvips gave no reason" : lines[^1];
        }
        finally
        {
            VipsNative.g_free(text);
        }
    }

    private static bool Initialise()
    {
        var assembly = typeof(VipsLibrary).Assembly;
        var handle = NativeResolver.Load("libvips", s_files, assembly);
        NativeLibrary.SetDllImportResolver(assembly, (name, _, _) => name == VipsNative.Library ? handle : 0);
        if (VipsNative.vips_init("transferlab") != 0)
            throw new InvalidOperationException($"libvips was loaded but could not be initialised: {TakeError()}");

        // The callers bring the threads and never ask for the same image twice.
        VipsNative.vips_concurrency_set(1);
        VipsNative.vips_cache_set_max(0);
        VipsNative.vips_block_untrusted_set(1);

        // Remarks about odd metadata would land on stderr, between the lines of a progress display.
        VipsNative.g_log_set_handler("VIPS", LogLevelsBelowError, &IgnoreLog, 0);
        return true;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void IgnoreLog(byte* domain, int level, byte* message, nint data)
    {
    }
}
