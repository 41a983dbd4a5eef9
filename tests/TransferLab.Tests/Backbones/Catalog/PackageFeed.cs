using System.IO.Compression;
using System.Text;
using TransferLab.Backbones.Catalog;
using TransferLab.Testing;
using TransferLab.Testing.Servers;

namespace TransferLab.Tests.Backbones.Catalog;

/// <summary>Package sources made up for tests: a package with one file, folders and servers that serve it, and a NuGet.Config that names nothing else.</summary>
internal sealed class PackageFeed : IDisposable
{
    public const string Package = "TransferLab.Tests.Network";
    public const string Version = "1.2.3";
    public const string Inside = "tools/nets/net.onnx";

    private readonly TemporaryFolder _folder = new();

    /// <summary>Where the configuration lies.</summary>
    public string Root => _folder.Path;

    /// <summary>The folder of packages that a restore would fill.</summary>
    public string Packages => _folder["packages"];

    public string this[string relative] => _folder[relative];

    /// <summary>An entry whose file is in the package.</summary>
    public static CatalogEntry Entry(byte[] contents, string file = Inside) =>
        CatalogSample.EntryOf(contents, new("http://127.0.0.1/")) with { Download = null, Nuget = new(Package, Version, file) };

    /// <summary>The bytes of a package.</summary>
    public static byte[] Pack(byte[] contents)
    {
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(archive, Package + ".nuspec", Encoding.UTF8.GetBytes($"""
                <?xml version="1.0"?>
                <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata>
                <id>{Package}</id><version>{Version}</version><authors>Tests</authors><description>Tests</description></metadata></package>
                """));
            Add(archive, Inside, contents);
        }
        return memory.ToArray();
    }

    /// <summary>A server that serves the package by NuGet's protocol, version 3.</summary>
    /// <param name="package">Its bytes.</param>
    /// <param name="pause">How slowly it sends them.</param>
    public static LoopbackServer Serve(byte[] package, TimeSpan pause = default)
    {
        var (id, address) = (Package.ToLowerInvariant(), new Uri("http://127.0.0.1/"));
        var server = new LoopbackServer(r => r.Target switch
        {
            "/index.json" => Json($$"""{"version": "3.0.0", "resources": [{"@id": "{{address}}flat/", "@type": "PackageBaseAddress/3.0.0"}]}"""),
            var t when t == $"/flat/{id}/index.json" => Json($$"""{"versions": ["{{Version}}"]}"""),
            var t when t == $"/flat/{id}/{Version}/{id}.{Version}.nupkg" => new() { Body = package, Pause = pause },
            _ => new() { Status = 404 },
        });
        address = server.Address;
        return server;
    }

    /// <summary>
    /// Writes the configuration. The folder of packages stands in it twice: where the environment has NUGET_PACKAGES, NuGet does not look at globalPackagesFolder.
    /// </summary>
    /// <param name="more">What follows the sources.</param>
    /// <param name="sources">Names and where they are.</param>
    public void Configure(string more, params (string Name, string Place)[] sources) => _folder.Add("NuGet.Config", $"""
        <?xml version="1.0" encoding="utf-8"?>
        <configuration>
          <config><add key="globalPackagesFolder" value="{Packages}" /></config>
          <fallbackPackageFolders><clear /><add key="tests" value="{Packages}" /></fallbackPackageFolders>
          <packageSources><clear />{string.Concat(sources.Select(s => $"""<add key="{s.Name}" value="{s.Place}" allowInsecureConnections="true" />"""))}</packageSources>
          {more}
        </configuration>
        """);

    /// <summary>A folder as a package source.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="package">The package in it; null for an empty one.</param>
    public (string Name, string Place) Folder(string name, byte[]? package)
    {
        Directory.CreateDirectory(_folder[name]);
        if (package is not null)
            File.WriteAllBytes(_folder[$"{name}/{Package}.{Version}.nupkg"], package);
        return (name, _folder[name]);
    }

    public void Dispose() => _folder.Dispose();

    private static void Add(ZipArchive archive, string name, byte[] contents)
    {
        using var stream = archive.CreateEntry(name).Open();
        stream.Write(contents);
    }

    private static LoopbackAnswer Json(string text) => new() { Headers = new Dictionary<string, string> { ["Content-Type"] = "application/json" }, Body = Encoding.UTF8.GetBytes(text) };
}
