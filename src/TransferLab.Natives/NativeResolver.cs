using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace TransferLab.Natives;

/// <summary>
/// Finds and loads one native library. This source is compiled into each assembly that loads one
/// (<c>&lt;Compile Include="../TransferLab.Natives/Native*.cs" LinkBase="Natives" /&gt;</c>), so that none of them has to know another.
/// </summary>
internal static class NativeResolver
{
    /// <summary>The environment variable that names a folder to look into first.</summary>
    public const string FolderVariable = "TRANSFERLAB_NATIVES";

    /// <summary>
    /// Loads the library from the first place that has one of its files: the folder named by <c>TRANSFERLAB_NATIVES</c>,
    /// <c>runtimes/RID/native</c> beside the application, the application's folder, then wherever .NET and the system look.
    /// </summary>
    /// <param name="displayName">What the library is called in messages, e.g. <c>ONNX Runtime</c>.</param>
    /// <param name="names">Its file names.</param>
    /// <param name="assembly">The assembly that needs it; its folder is looked into as well.</param>
    /// <returns>The handle for <see cref="NativeLibrary.GetExport"/>; stays loaded as long as the process lives.</returns>
    /// <exception cref="DllNotFoundException">It could not be loaded. The message lists every path, the loader's words, likely causes and remedies.</exception>
    public static nint Load(string displayName, NativeFileNames names, Assembly assembly) =>
        Load(displayName, names, assembly, Environment.GetEnvironmentVariable(FolderVariable));

    /// <summary>As <see cref="Load(string, NativeFileNames, Assembly)"/>, with the named folder given instead of read from the environment.</summary>
    internal static nint Load(string displayName, NativeFileNames names, Assembly assembly, string? namedFolder)
    {
        var looked = new List<string>();
        foreach (var folder in Folders(assembly, namedFolder))
        {
            foreach (var name in names.Here)
            {
                var path = Path.Combine(folder, name);
                if (!File.Exists(path))
                {
                    looked.Add(path + ": no such file");
                    continue;
                }
                // A file that is there but does not load ends the search: passing over it would run another version than the one placed here.
                return TryLoad(() => NativeLibrary.Load(path), out var handle, out var words)
                    ? handle
                    : throw Failure(displayName, [.. looked, path + ": " + words], found: true, namedFolder);
            }
        }
        foreach (var name in names.Here)
        {
            if (TryLoad(() => NativeLibrary.Load(name, assembly, null), out var handle, out var words))
                return handle;
            looked.Add(name + " where .NET and the system look by default: " + words);
        }
        throw Failure(displayName, looked, found: false, namedFolder);
    }

    /// <summary>
    /// The portable platform name. <see cref="RuntimeInformation.RuntimeIdentifier"/> is not used as it stands: a runtime that a Linux
    /// distribution built itself calls its platform <c>ubuntu.24.04-x64</c> or the like.
    /// </summary>
    internal static string PortableRid { get; } =
        (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : IsMusl ? "linux-musl" : "linux")
        + "-" + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    private static bool IsMusl =>
        RuntimeInformation.RuntimeIdentifier is var rid && (rid.Contains("musl", StringComparison.Ordinal) || rid.StartsWith("alpine", StringComparison.Ordinal));

    private static IEnumerable<string> Folders(Assembly assembly, string? namedFolder)
    {
        if (!string.IsNullOrEmpty(namedFolder))
            yield return Path.GetFullPath(namedFolder);
        var application = AppContext.BaseDirectory;
        yield return Path.Combine(application, "runtimes", PortableRid, "native");
        yield return application;
        // Differs from the application's folder in hosts that load assemblies from elsewhere: plug-ins, notebooks, build tasks.
        if (BesideAssembly(assembly) is { } beside && Path.TrimEndingDirectorySeparator(beside) != Path.TrimEndingDirectorySeparator(application))
        {
            yield return Path.Combine(beside, "runtimes", PortableRid, "native");
            yield return beside;
        }
    }

    [System.Diagnostics.CodeAnalysis.UnconditionalSuppressMessage("SingleFile", "IL3000",
        Justification = "An empty location, as in a single-file application, is handled.")]
    private static string? BesideAssembly(Assembly assembly) => Path.GetDirectoryName(assembly.Location) is { Length: > 0 } folder ? folder : null;

    private static bool TryLoad(Func<nint> load, out nint handle, out string words)
    {
        try
        {
            handle = load();
            words = "";
            return true;
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or FileLoadException)
        {
            handle = 0;
            words = OneLine(e.Message);
            return false;
        }
    }

    private static string OneLine(string text) =>
        string.Join(" | ", text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct());

    private static DllNotFoundException Failure(string displayName, List<string> looked, bool found, string? namedFolder)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"The native library of {displayName} could not be loaded on {PortableRid}.\nLooked for, in this order:\n");
        foreach (var line in looked)
            text.Append("  - ").Append(line).Append('\n');
        text.Append("Likely causes, and what to do:\n");
        var number = 0;
        foreach (var cause in Causes(found, !string.IsNullOrEmpty(namedFolder)))
            text.Append(CultureInfo.InvariantCulture, $"  {++number}. {cause}\n");
        return new DllNotFoundException(text.ToString().TrimEnd());
    }

    private static IEnumerable<string> Causes(bool found, bool named)
    {
        if (named)
            yield return $"{FolderVariable} names the wrong folder, or one with files for another platform. Correct it, or unset it to use the files placed by the build.";
        if (found)
        {
            yield return "The file is damaged or was copied only in part. Delete it and src/TransferLab.Natives/obj, then build again; the build fetches it anew.";
            yield return $"The file was built for another platform than {PortableRid}. Build or publish with '-r {PortableRid}'.";
            yield return OperatingSystem.IsWindows()
                ? "A library it needs is missing. Install the Microsoft Visual C++ Redistributable (2019 or later)."
                : OperatingSystem.IsMacOS()
                    ? "A library it needs is missing, or macOS keeps the file in quarantine. 'otool -L FILE' lists what it needs; 'xattr -d com.apple.quarantine FILE' frees it."
                    : "A library it needs is missing or too old ('ldd FILE' shows which). Needed are glibc 2.28 and libstdc++ of GCC 8 or later; Alpine (musl) does not run it.";
        }
        else
        {
            yield return "The application was copied or published without its 'runtimes' folder. Copy the whole output folder.";
            yield return $"The application was built for another platform than {PortableRid}. Build or publish with '-r {PortableRid}'.";
            yield return $"The build placed no native files (-p:Natives=none, or a platform without prebuilt files). Put the library into a folder and name that folder in {FolderVariable}.";
        }
    }
}
