using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Xml.Linq;
using TransferLab.Natives;
using TransferLab.Runtime.Native;
using TransferLab.Testing;

namespace TransferLab.Runtime.Tests.Native;

public sealed class NativeResolverTests : IDisposable
{
    private static readonly Assembly s_assembly = typeof(OrtApi).Assembly;
    private readonly string _folder = Directory.CreateTempSubdirectory("transferlab-natives-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Load_finds_the_files_the_build_placed() =>
        Assert.NotEqual(0, NativeLibrary.GetExport(NativeResolver.Load("ONNX Runtime", OrtApi.FileNames, s_assembly, null), "OrtGetApiBase"));

    [Fact]
    public void Load_goes_on_when_the_named_folder_lacks_the_file() =>
        Assert.NotEqual(0, NativeResolver.Load("ONNX Runtime", OrtApi.FileNames, s_assembly, _folder));

    [Fact]
    public void Load_prefers_the_named_folder_and_says_what_the_loader_says_of_a_broken_file_there()
    {
        var broken = Path.Combine(_folder, OrtApi.FileNames.Here[0]);
        File.WriteAllText(broken, "no library");
        var error = Assert.Throws<DllNotFoundException>(() => NativeResolver.Load("ONNX Runtime", OrtApi.FileNames, s_assembly, _folder));
        Assert.Contains($"ONNX Runtime could not be loaded on {NativeResolver.PortableRid}", error.Message, StringComparison.Ordinal);
        Assert.Contains(broken + ": ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(broken + ": no such file", error.Message, StringComparison.Ordinal);
        Assert.Contains("  1. TRANSFERLAB_NATIVES names", error.Message, StringComparison.Ordinal);
        Assert.Contains("  2. The file is damaged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_lists_every_path_when_nothing_is_found()
    {
        string[] names = ["libnosuch.so.1", "libnosuch.so"];
        var error = Assert.Throws<DllNotFoundException>(() => NativeResolver.Load("No Such", new NativeFileNames(names, names, names), s_assembly, _folder));
        foreach (var name in names)
        {
            foreach (var folder in new[] { _folder, Path.Combine(AppContext.BaseDirectory, "runtimes", NativeResolver.PortableRid, "native"), AppContext.BaseDirectory })
                Assert.Contains(Path.Combine(folder, name) + ": no such file", error.Message, StringComparison.Ordinal);
            Assert.Contains(name + " where .NET and the system look by default: ", error.Message, StringComparison.Ordinal);
        }
        Assert.Contains("without its 'runtimes' folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runtime_throws_the_whole_message_when_the_environment_names_a_broken_file()
    {
        var broken = Path.Combine(_folder, OrtApi.FileNames.Here[0]);
        File.WriteAllText(broken, "no library");
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList = { "-noColor", "-method", typeof(OrtApiTests).FullName + "." + nameof(OrtApiTests.Version_is_one_that_has_the_api) },
            Environment = { [NativeResolver.FolderVariable] = _folder },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var child = Process.Start(start)!;
        var token = TestContext.Current.CancellationToken;
        var errors = child.StandardError.ReadToEndAsync(token);
        var output = await child.StandardOutput.ReadToEndAsync(token) + await errors;
        await child.WaitForExitAsync(token);
        Assert.NotEqual(0, child.ExitCode);
        Assert.Contains(nameof(NativeLibraryException), output, StringComparison.Ordinal);
        Assert.Contains(broken + ": ", output, StringComparison.Ordinal);
        Assert.DoesNotContain(nameof(TypeInitializationException), output, StringComparison.Ordinal);
    }

    [Fact]
    public void File_names_are_those_the_build_places()
    {
        var targets = XDocument.Load(Path.Combine(RepositoryRoot.Path, "src", "TransferLab.Natives", "Natives.targets"));
        var placed = targets.Descendants("OrtNative").Select(e => Path.GetFileName(e.Value)).ToHashSet();
        Assert.Equal(["libonnxruntime.1.30.0.dylib", "libonnxruntime.so.1", "onnxruntime.dll"], placed.Order(StringComparer.Ordinal));
        string[] known = [.. OrtApi.FileNames.Linux, .. OrtApi.FileNames.MacOS, .. OrtApi.FileNames.Windows];
        Assert.Empty(placed.Except(known));
    }
}
