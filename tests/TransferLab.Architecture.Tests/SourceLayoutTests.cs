using System.Text.RegularExpressions;

namespace TransferLab.Architecture.Tests;

/// <summary>Where code lies and how much of it lies in one place.</summary>
public partial class SourceLayoutTests
{
    private const int MaxLines = 400;
    private const int MaxColumns = 160;

    private static readonly string[] s_entrance =
    [
        "FineTuneOptions", "FineTuner", "FineTuneResult", "FreezePolicy", "ImageClassifier", "ImageClassifierOptions", "ImageScore", "Prediction",
        "PackageEvaluator", "PackageEvaluation", "PackageEvaluationOptions", "EvaluatedImage",
    ];

    [Fact]
    public void The_namespace_of_every_file_is_its_folder()
    {
        var wrong = Repository.SourceFiles
            .Select(f => (File: f, Namespace: NamespaceLine().Match(Repository.Read(f)).Groups["name"].Value, Folder: NamespaceOf(f)))
            // Entry points are top-level statements and have none.
            .Where(f => f.Namespace != f.Folder && !IsEntrance(f.File, f.Namespace) && !(f.Namespace.Length == 0 && !AnyType().IsMatch(Repository.Read(f.File))))
            .Select(f => $"{f.File}: namespace {f.Namespace}, should be {f.Folder}");
        Findings.None(wrong);
    }

    // One idea per file: a type with its small parts. It is found by its name.
    [Fact]
    public void A_file_is_named_after_a_type_in_it()
    {
        var wrong = Repository.SourceFiles.Where(f => f.StartsWith("src/", StringComparison.Ordinal) || f.StartsWith("tests/TransferLab.Testing/", StringComparison.Ordinal))
            .Select(f => (File: f, Types: TypeName().Matches(Repository.Read(f)).Select(m => m.Groups["name"].Value).ToHashSet()))
            // Parts of a partial type are called Type.Part.cs; entry points have no type.
            .Where(f => f.Types.Count > 0 && !f.Types.Contains(Path.GetFileNameWithoutExtension(f.File).Split('.')[0]))
            .Select(f => $"{f.File} has the types {string.Join(", ", f.Types)}");
        Findings.None(wrong);
    }

    [Fact]
    public void No_source_file_is_longer_than_four_hundred_lines() =>
        Findings.None(Repository.SourceFiles.Select(f => (File: f, Lines: Repository.Read(f).Count(c => c == '\n'))).Where(f => f.Lines > MaxLines)
            .Select(f => $"{f.File} has {f.Lines} lines: split it"));

    // dotnet format does not look at max_line_length of .editorconfig.
    [Fact]
    public void No_line_of_source_is_wider_than_a_hundred_and_sixty_columns() =>
        Findings.None(Repository.SourceFiles.Where(f => f.StartsWith("src/", StringComparison.Ordinal))
            .SelectMany(f => Repository.Read(f).Split('\n').Select((l, i) => (File: f, Line: i + 1, Columns: l.Length)))
            .Where(l => l.Columns > MaxColumns).Select(l => $"{l.File}:{l.Line} has {l.Columns} columns: wrap it"));

    [Fact]
    public void No_source_file_leaves_work_for_later()
    {
        string[] markers = ["TO" + "DO", "FIX" + "ME", "NotImplemented" + "Exception"];
        Findings.None(Repository.SourceFiles.SelectMany(f => markers.Where(m => Repository.Read(f).Contains(m, StringComparison.Ordinal)).Select(m => $"{f}: {m}")));
    }

    [Fact]
    public void A_disabled_warning_says_why()
    {
        var wrong = Repository.SourceFiles.SelectMany(f => Pragma().Matches(Repository.Read(f)).Where(m => !m.Value.Contains("//", StringComparison.Ordinal)).Select(m => $"{f}: {m.Value}"));
        Findings.None(wrong);
    }

    // What a user of the library writes in four lines stands in its own namespace, whichever room it lies in. The list is short on purpose.
    private static bool IsEntrance(string file, string name) => name == "TransferLab" && file.StartsWith("src/TransferLab/", StringComparison.Ordinal)
        && s_entrance.Contains(Path.GetFileNameWithoutExtension(file));

    private static string NamespaceOf(string file)
    {
        // The generator lies beside the pictures that it makes, in a folder that is not named after it.
        var folders = Path.GetDirectoryName(file)!.Replace('\\', '/').Replace("sample-images/generator", "sample-images/SampleImages.Generator", StringComparison.Ordinal).Split('/');
        return string.Join('.', folders.Skip(1));
    }

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)\s*[;{]?", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^(public|internal|file|sealed|static|partial|abstract)[\w ]* (class|struct|interface|enum|record|delegate)\b", RegexOptions.Multiline)]
    private static partial Regex AnyType();

    [GeneratedRegex(@"^(?:public|internal|file) (?:(?:static|sealed|abstract|partial|readonly|ref|unsafe) )*(?:(?:class|struct|interface|enum|record struct|record class|record) (?<name>\w+)|delegate [^(]*?(?<name>\w+)(?:<[^(]*>)?\()", RegexOptions.Multiline)]
    private static partial Regex TypeName();

    [GeneratedRegex(@"^\s*#pragma warning disable.*$", RegexOptions.Multiline)]
    private static partial Regex Pragma();
}
