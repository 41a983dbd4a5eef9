using System.CommandLine;
using TransferLab.Data;

namespace TransferLab.Cli.Commands;

/// <summary>What commands take that read labelled pictures: the folders, and how they are read.</summary>
internal sealed class DataFlags
{
    private readonly Option<LearningTask?> _task = new("--task")
    {
        Description = "One label per picture, or any number; default: what the labels say, multi-label where some picture has not exactly one.",
        HelpName = $"{TaskNames.SingleLabel}|{TaskNames.MultiLabel}",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            foreach (var task in Enum.GetValues<LearningTask>())
                if (string.Equals(TaskNames.Of(task), text, StringComparison.OrdinalIgnoreCase))
                    return task;
            result.AddError($"--task '{text}' is not known; choose one of {TaskNames.SingleLabel}, {TaskNames.MultiLabel}.");
            return null;
        },
    };

    private readonly Option<string?> _groupBy = Flags.Word("--group-by", "REGEX", "Regular expression over the path relative to the folder: pictures with the same first group (without groups: the same match) stay on one side of the split.");

    public IEnumerable<Option> All => [_task, _groupBy];

    /// <summary>The folders of pictures; one at least where there is no <c>--resume</c>.</summary>
    public static Argument<string[]> Images(string description = "Folder with a sub-folder of pictures per label, or with a labels.csv or labels.jsonl; several are read as one.")
    {
        var images = Flags.NotEmpty(new Argument<string[]>("IMAGES") { Description = description, Arity = ArgumentArity.ZeroOrMore });
        // An argument that takes any number of words also takes options that are misspelt.
        images.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(t => t.Value.StartsWith('-') && !Directory.Exists(t.Value)))
                result.AddError($"Unrecognized option '{token.Value}'.");
        });
        return images;
    }

    /// <summary>How the folders are read.</summary>
    public DatasetOptions Read(ParseResult parsed, IEnumerable<string> images) => new()
    {
        Task = parsed.GetValue(_task),
        GroupBy = parsed.GetValue(_groupBy),
        FurtherRoots = [.. images.Skip(1)],
    };
}
