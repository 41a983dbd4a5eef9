using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using TransferLab.Runs;
using TransferLab.Service.Errors;
using TransferLab.Service.Hosting;
using TransferLab.Service.Models;
using TransferLab.Service.Security;
using TransferLab.Service.Uploads;

namespace TransferLab.Service.Runs;

/// <summary>Retraining.</summary>
internal static class RunEndpoints
{
    public static void MapRuns(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/runs").WithTags("Runs");
        group.MapPost("/", Start).WithName("StartRun").WithSummary("Starts a run on a folder, or on an archive in the body with its options in the query.").Needs(KeyScope.Train).Audited()
            .Accepts<RunRequest>("application/json", "application/zip", "application/x-tar", "application/gzip", "*/*").ProducesProblem(400).ProducesProblem(413).ProducesProblem(429).DisableRequestTimeout();
        group.MapGet("/", List).WithName("ListRuns").WithSummary("All runs, the newest first.").Needs(KeyScope.Train);
        group.MapPost("/comparisons", Compare).WithName("StartComparison").WithSummary("Starts a run for each of several strategies with each of several seeds: the options of a run, with strategies and seeds in the place of freeze.").Needs(KeyScope.Train).Audited()
            .Accepts<RunRequest>("application/json").ProducesProblem(400).ProducesProblem(429);
        group.MapGet("/comparisons", Comparisons).WithName("ListComparisons").WithSummary("Strategies on the same pictures and backbone, of this host's runs and of transferlab compare.").Needs(KeyScope.Train);
        group.MapGet("/{id}", Show).WithName("ShowRun").WithSummary("A run, with its epochs and what it came to.").Needs(KeyScope.Train).ProducesProblem(404);
        group.MapGet("/{id}/events", Events).WithName("RunEvents").WithSummary("What happens in a run, as server-sent events, from the beginning.").Needs(KeyScope.Train)
            .Produces(200, contentType: "text/event-stream").ProducesProblem(404).DisableRequestTimeout();
        group.MapGet("/{id}/log", Log).WithName("RunLog").WithSummary("The log of a run.").Needs(KeyScope.Train).Produces(200, contentType: "text/plain").ProducesProblem(404);
        group.MapGet("/{id}/report", Report).WithName("RunReport").WithSummary("The report of a finished run.").Needs(KeyScope.Train).Produces(200, contentType: "text/html").ProducesProblem(404);
        group.MapPost("/{id}/cancel", Cancel).WithName("CancelRun").WithSummary("Ends a run.").Needs(KeyScope.Train).Audited().ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<Accepted<RunInfo>> Start(HttpContext context, RunStore store, RunWorker worker, ModelRegistry models, ByteBudget budget, ClassifierHostOptions options, CancellationToken cancellation)
    {
        RequireOn(store);
        var id = RunStore.NewId();
        try
        {
            var (request, images) = context.Request.HasJsonContentType()
                ? await FromJson(context.Request, budget, options, cancellation).ConfigureAwait(false)
                : await FromArchive(context, store.FolderOf(id), options, cancellation).ConfigureAwait(false);
            if (request.Publish is not null && !ModelNames.IsValid(request.Publish))
                throw ServiceException.BadRequest("publish is no name of a model: " + ModelNames.Rule + ".");
            if (request.Publish is not null && models.Folder is null)
                throw ServiceException.BadRequest("publish needs a model folder, which this host does not have (--models).");
            _ = RunOptionsReader.Read(request, images, store.RunOf(id), options.Retraining);
            var record = new RunRecord { Id = id, Created = DateTimeOffset.UtcNow, Request = request, Images = images };
            store.Add(record);
            worker.Wake();
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

    private static async Task<Accepted<RunList>> Compare(HttpRequest http, RunStore store, RunWorker worker, ByteBudget budget, ClassifierHostOptions options, CancellationToken cancellation)
    {
        RequireOn(store);
        using var body = await PooledBody.ReadAsync(http.Body, budget, http.ContentLength, null, cancellation).ConfigureAwait(false);
        var requests = RunRequestReader.ReadComparison(body.Bytes.Span);
        var images = Images(requests[0], options);
        var now = DateTimeOffset.UtcNow;
        // A tick apart, so that they stay in order.
        var records = requests.Select((r, i) => new RunRecord { Id = RunStore.NewId(), Created = now.AddTicks(i), Request = r, Images = images }).ToArray();
        foreach (var record in records)
            _ = RunOptionsReader.Read(record.Request, images, store.RunOf(record.Id), options.Retraining);
        store.Add(records);
        worker.Wake();
        return TypedResults.Accepted("/v1/runs/comparisons", new RunList([.. records.Select(r => store.Describe(r, whole: false))]));
    }

    private static Ok<RunComparisonList> Comparisons(RunStore store) => TypedResults.Ok(new RunComparisonList(RunComparisons.Of(store)));

    private static void RequireOn(RunStore store)
    {
        if (!store.IsOn)
            throw ServiceException.NotFound("This host does not retrain: TransferLab:Retraining:Folder (--runs) is not set.");
    }

    private static string Images(RunRequest request, ClassifierHostOptions options) =>
        RunOptionsReader.Folder(request.Images ?? throw ServiceException.BadRequest("images is missing: name a folder of pictures, or send an archive."), options.Retraining);

    private static async Task<(RunRequest, string Images)> FromJson(HttpRequest http, ByteBudget budget, ClassifierHostOptions options, CancellationToken cancellation)
    {
        using var body = await PooledBody.ReadAsync(http.Body, budget, http.ContentLength, null, cancellation).ConfigureAwait(false);
        var request = RunRequestReader.Read(body.Bytes.Span);
        return (request, Images(request, options));
    }

    private static async Task<(RunRequest, string Images)> FromArchive(HttpContext context, string folder, ClassifierHostOptions options, CancellationToken cancellation)
    {
        var request = RunRequestReader.Read(context.Request.Query);
        if (request.Images is not null)
            throw ServiceException.BadRequest("An archive brings its own images: leave out the option.");
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = options.Retraining.UploadBytes;
        Directory.CreateDirectory(folder);
        var archive = Path.Combine(folder, "upload");
        await using (var file = new FileStream(archive, FileMode.CreateNew))
            await context.Request.Body.CopyToAsync(file, cancellation).ConfigureAwait(false);
        var images = await Task.Run(() => ArchiveReader.Unpack(archive, Path.Combine(folder, "images"), options.Retraining), cancellation).ConfigureAwait(false);
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
        await Send(context, new RunEvent("state", JsonSerializer.Serialize(store.Describe(record, whole: true), ServiceJson.Default.RunInfo)), ends.Token).ConfigureAwait(false);
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
        return File.Exists(path) ? TypedResults.Text(File.ReadAllText(path)) : TypedResults.Text("");
    }

    private static PhysicalFileHttpResult Report(string id, HttpContext context, RunStore store)
    {
        var path = new RunFiles(store.RunOf(store.Get(id).Id)).Report;
        if (!File.Exists(path))
            throw ServiceException.NotFound("The run has no report yet.");
        // The report is one file with everything in it, styles and scripts too.
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox allow-scripts";
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
