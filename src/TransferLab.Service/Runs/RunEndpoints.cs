using Microsoft.AspNetCore.Http.Features;

namespace TransferLab.Service.Runs;

/// <summary>Retraining.</summary>
internal static class RunEndpoints
{
    // The report is one file with everything in it, styles and scripts too.
    private const string ReportPolicy =
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox allow-scripts";

    public static void MapRuns(this IEndpointRouteBuilder routes)
    {
        var runs = routes.MapGroup("/v1/runs").WithTags("Runs").Needs(KeyScope.Train);
        runs.MapPost("/", Start).WithName("StartRun").WithSummary("Starts a run on a folder, or on an archive in the body with its options in the query.")
            .Takes(typeof(RunRequest), "application/json", "application/zip", "application/x-tar", "application/gzip", "*/*")
            .Problems(400, 413, 429).Audited().DisableRequestTimeout();
        runs.MapGet("/", List).WithName("ListRuns").WithSummary("All runs, the newest first.");
        runs.MapPost("/comparisons", Compare).WithName("StartComparison").Takes(typeof(RunRequest), "application/json").Problems(400, 429).Audited()
            .WithSummary("Starts a run for each of several strategies with each of several seeds: "
                + "the options of a run, with strategies and seeds in the place of freeze.");
        runs.MapGet("/comparisons", Comparisons).WithName("ListComparisons")
            .WithSummary("Strategies on the same pictures and backbone, of this host's runs and of transferlab compare.");
        var run = runs.MapGroup("/{id}").Problems(404);
        run.MapGet("", Show).WithName("ShowRun").WithSummary("A run, with its epochs and what it came to.");
        run.MapGet("/events", Events).WithName("RunEvents").WithSummary("What happens in a run, as server-sent events, from the beginning.")
            .Produces(200, contentType: "text/event-stream").DisableRequestTimeout();
        run.MapGet("/log", Log).WithName("RunLog").WithSummary("The log of a run.").Produces(200, contentType: "text/plain");
        run.MapGet("/report", Report).WithName("RunReport").WithSummary("The report of a finished run.").Produces(200, contentType: "text/html");
        run.MapPost("/cancel", Cancel).WithName("CancelRun").WithSummary("Ends a run.").Problems(409).Audited();
    }

    private static async Task<Accepted<RunInfo>> Start([AsParameters] RunCall call)
    {
        var store = call.Store;
        RequireOn(store);
        var id = RunStore.NewId();
        try
        {
            var (request, images) = call.Context.Request.HasJsonContentType()
                ? await FromJson(call).ConfigureAwait(false)
                : await FromArchive(call, store.FolderOf(id)).ConfigureAwait(false);
            if (request.Publish is not null && !ModelNames.IsValid(request.Publish))
                throw ServiceException.BadRequest("publish is no name of a model: " + ModelNames.Rule + ".");
            if (request.Publish is not null && call.Models.Folder is null)
                throw ServiceException.BadRequest("publish needs a model folder, which this host does not have: TransferLab:Models is not set.");
            var record = new RunRecord { Id = id, Created = DateTimeOffset.UtcNow, Request = request, Images = images };
            store.Add(record);
            call.Worker.Wake();
            return TypedResults.Accepted($"/v1/runs/{id}", store.Describe(record, whole: false));
        }
        catch
        {
            // Nothing of a run that does not begin stays.
            if (RunRecord.Read(store.FolderOf(id)) is null && Directory.Exists(store.FolderOf(id)))
                Directory.Delete(store.FolderOf(id), recursive: true);
            throw;
        }
    }

    private static async Task<Accepted<RunList>> Compare([AsParameters] RunCall call)
    {
        RequireOn(call.Store);
        using var body = await PooledBody.ReadAsync(call.Context.Request, call.Budget, call.Cancellation).ConfigureAwait(false);
        var requests = RunRequestReader.ReadComparison(body.Bytes.Span);
        var images = Images(requests[0], call.Options);
        var now = DateTimeOffset.UtcNow;
        // A tick apart, so that they stay in order.
        RunRecord[] records = [.. requests.Select((r, i) => new RunRecord { Id = RunStore.NewId(), Created = now.AddTicks(i), Request = r, Images = images })];
        call.Store.Add(records);
        call.Worker.Wake();
        return TypedResults.Accepted("/v1/runs/comparisons", new RunList([.. records.Select(r => call.Store.Describe(r, whole: false))]));
    }

    private static Ok<RunComparisonList> Comparisons(RunStore store) => TypedResults.Ok(new RunComparisonList(RunComparisons.Of(store)));

    private static void RequireOn(RunStore store)
    {
        if (!store.IsOn)
            throw ServiceException.NotFound("This host does not retrain: TransferLab:Retraining:Folder is not set.");
    }

    private static string Images(RunRequest request, ClassifierHostOptions options) => RunOptionsReader.Folder(
        request.Images ?? throw ServiceException.BadRequest("images is missing: name a folder of pictures, or send an archive."), options.Retraining);

    private static async Task<(RunRequest, string Images)> FromJson(RunCall call)
    {
        using var body = await PooledBody.ReadAsync(call.Context.Request, call.Budget, call.Cancellation).ConfigureAwait(false);
        var request = RunRequestReader.Read(body.Bytes.Span);
        return (request, Images(request, call.Options));
    }

    private static async Task<(RunRequest, string Images)> FromArchive(RunCall call, string folder)
    {
        var (http, limits) = (call.Context.Request, call.Options.Retraining);
        var request = RunRequestReader.Read(http.Query);
        if (request.Images is not null)
            throw ServiceException.BadRequest("An archive brings its own images: leave out the option.");
        if (call.Context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = limits.UploadBytes;
        Directory.CreateDirectory(folder);
        var archive = Path.Combine(folder, "upload");
        await using (var file = new FileStream(archive, FileMode.CreateNew))
            await http.Body.CopyToAsync(file, call.Cancellation).ConfigureAwait(false);
        var images = await Task.Run(() => ArchiveReader.Unpack(archive, Path.Combine(folder, "images"), limits), call.Cancellation).ConfigureAwait(false);
        File.Delete(archive);
        return (request, images);
    }

    private static Ok<RunList> List(RunStore store) => TypedResults.Ok(new RunList([.. store.All.Select(r => store.Describe(r, whole: false))]));

    private static Ok<RunInfo> Show(string id, RunStore store) => TypedResults.Ok(store.Describe(store.Get(id), whole: true));

    private static async Task Events(string id, HttpContext context, RunStore store, IHostApplicationLifetime lifetime)
    {
        var record = store.Get(id);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        var feed = store.Feed(id);
        if (record.IsOver)
            feed.End();
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        // Where it stands, and what was before a restart, come from disk.
        var state = new RunEvent("state", JsonSerializer.Serialize(store.Describe(record, whole: true), ServiceJson.Default.RunInfo));
        await Send(context, state, ends.Token).ConfigureAwait(false);
        try
        {
            await foreach (var happened in feed.ReadAsync(ends.Token).ConfigureAwait(false))
                await Send(context, happened, ends.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // The listener has gone, or the host is about to.
        }
    }

    private static async Task Send(HttpContext context, RunEvent happened, CancellationToken cancellation)
    {
        await context.Response.WriteAsync($"event: {happened.Kind}\ndata: {happened.Json}\n\n", cancellation).ConfigureAwait(false);
        await context.Response.Body.FlushAsync(cancellation).ConfigureAwait(false);
    }

    private static ContentHttpResult Log(string id, RunStore store)
    {
        var path = store.LogOf(store.Get(id).Id);
        return TypedResults.Text(File.Exists(path) ? File.ReadAllText(path) : "");
    }

    private static PhysicalFileHttpResult Report(string id, HttpContext context, RunStore store)
    {
        var path = new RunFiles(store.RunOf(store.Get(id).Id)).Report;
        if (!File.Exists(path))
            throw ServiceException.NotFound("The run has no report yet.");
        context.Response.Headers.ContentSecurityPolicy = ReportPolicy;
        return TypedResults.PhysicalFile(path, "text/html; charset=utf-8");
    }

    private static Accepted<RunInfo> Cancel(string id, RunStore store, RunWorker worker)
    {
        if (store.Get(id).IsOver)
            throw ServiceException.Conflict("The run has ended already.");
        worker.Cancel(id);
        return TypedResults.Accepted($"/v1/runs/{id}", store.Describe(store.Get(id), whole: false));
    }
}

/// <summary>What is needed to start runs.</summary>
internal sealed record RunCall(
    HttpContext Context, RunStore Store, RunWorker Worker, ModelRegistry Models, ByteBudget Budget, ClassifierHostOptions Options,
    CancellationToken Cancellation);
