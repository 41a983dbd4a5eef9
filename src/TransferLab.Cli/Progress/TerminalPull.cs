using System.Collections.Concurrent;
using Spectre.Console.Rendering;

namespace TransferLab.Cli.Progress;

/// <summary>A bar per backbone, with bytes, rate and time left; what happens in between stands above the bars.</summary>
internal sealed class TerminalPull(IAnsiConsole console) : PullRenderer
{
    private readonly PullColumn _column = new();
    private readonly Dictionary<string, ProgressTask> _tasks = [];

    public override async Task RunAsync(Func<Action<DownloadProgress>, Task> work)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var bars = new TaskCompletionSource<ProgressContext>(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = Task.Run(() => work(p =>
        {
            begun.TrySetResult();
            Report(bars.Task.GetAwaiter().GetResult(), p);
        }));
        // Where all is here already there is nothing to draw, not even room for it.
        await Task.WhenAny(begun.Task, running).ConfigureAwait(false);
        if (begun.Task.IsCompleted)
            await console.Progress()
                .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 24 }, _column).StartAsync(context =>
            {
                bars.SetResult(context);
                return running;
            }).ConfigureAwait(false);
        await running.ConfigureAwait(false);
    }

    private void Report(ProgressContext context, DownloadProgress p)
    {
        if (!_tasks.TryGetValue(p.Name, out var task))
            _tasks.Add(p.Name, task = context.AddTask(Markup.Escape(p.Name), maxValue: p.Total));
        if (p.Note is { } note)
            WriteAbove($"{p.Name}: {note}");
        task.Value = p.Bytes;
        _column.Texts[task.Id] = PullText.Of(p);
    }

    // The bars move down without being wiped out, so what takes their place has to be as wide as they were.
    private void WriteAbove(string text)
    {
        var width = Math.Max(20, console.Profile.Width - 1);
        foreach (var line in text.Chunk(width))
            console.WriteLine(new string(line).PadRight(width), new Style(Color.Yellow));
    }

    private sealed class PullColumn : ProgressColumn
    {
        /// <summary>By task.</summary>
        public ConcurrentDictionary<int, string> Texts { get; } = new();

        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(Texts.GetValueOrDefault(task.Id, ""));
    }
}
