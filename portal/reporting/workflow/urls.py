from django.urls import path

from .views import boards, consolidations, home, receipts, returns, review, samples

urlpatterns = [
    path("", home.show_home, name="home"),
    path("returns/", boards.open_board, name="board_now"),
    path("returns/mine/", returns.find_my_return, name="my_return"),
    path("returns/<str:period>/", boards.show_board, name="board"),
    path("returns/<str:period>/urge/", boards.urge_missing, name="urge_missing"),
    path("returns/<str:period>/accept/", boards.accept_clean, name="accept_clean"),
    path("returns/<str:period>/samples/", samples.list_samples, name="sample_list"),
    path("returns/<str:period>/samples/<int:pk>/", samples.read_sample, name="read_sample"),
    path("returns/<str:period>/<str:unit>/", returns.show_return, name="return_detail"),
    path("returns/<str:period>/<str:unit>/review/", review.review_return, name="review_page"),
    path("returns/<str:period>/<str:unit>/answers/", returns.save_answers, name="save_answers"),
    path("returns/<str:period>/<str:unit>/opinion/", returns.write_opinion, name="write_opinion"),
    path("returns/<str:period>/<str:unit>/urge/", returns.urge_return, name="urge_return"),
    path("returns/<str:period>/<str:unit>/moves/<str:move>/", returns.move_return, name="move_return"),
    path("returns/<str:period>/<str:unit>/consolidation/", consolidations.show_consolidation, name="consolidation"),
    path(
        "returns/<str:period>/<str:unit>/consolidation/confirm/",
        consolidations.confirm_consolidation,
        name="confirm_consolidation",
    ),
    path("receipts/<str:number>/", receipts.show_receipt, name="receipt_detail"),
]
